/// The limits every finance call of an organisation passes, and the headers that tell of the day.
struct FinanceLimits {
    let product: FinanceProduct
    let connection: Int
    let configuration: ZohoSimulator.Configuration
    let organization: FinanceOrganization
    let zone: OrganizationZone
    let now: Double

    /// Products share a counter, unless a switch parts them.
    private var counter: String {
        let separate = configuration.switches.separateFinanceCounters
        return organization.id + (separate ? product.rawValue : "")
    }

    /// Refuses the call, or charges it.
    func check(_ state: inout SimulatorState) throws(FinanceRefusal) {
        state.finance.ration.turn(counter, now: now, zone)
        let counted = state.finance.ration[counter]
        if counted.blockedUntil > now {
            throw refused(configuration.switches.minuteBlockCode, "call while blocked", &state)
        }
        if counted.used >= configuration.financeDailyLimit {
            throw refused(45, "call after the day's quota was spent", &state)
        }
        if let limit = configuration.financeMinuteLimit, counted.minute.count >= limit {
            state.finance.ration[counter].blockedUntil =
                now + Double(configuration.switches.minuteBlockSeconds)
            throw refused(configuration.switches.minuteBlockCode, "call while blocked", &state)
        }
        if let limit = configuration.financeConcurrency, state.finance.inFlight > limit {
            state.statistics.finance.refusals[1_070, default: 0] += 1
            throw FinanceRefusal(
                429, 1_070, "The maximum number of in process requests has been reached.")
        }
        state.finance.ration.charge(counter, now: now)
    }

    /// What remains of the day, with the seconds until it ends.
    func headers(_ state: SimulatorState) -> [(name: String, value: String)] {
        let limit = configuration.financeDailyLimit
        let used = state.finance.ration[counter].used
        return [
            ("X-Rate-Limit-Limit", String(limit)),
            ("X-Rate-Limit-Remaining", String(max(0, limit - used))),
            ("X-Rate-Limit-Reset", String(FinanceRation.secondsToMidnight(now, zone))),
        ]
    }

    /// Calls of other programs of the organisation.
    func spend(_ calls: Int, _ state: inout SimulatorState) {
        state.finance.ration.turn(counter, now: now, zone)
        state.finance.ration[counter].used += calls
    }

    private func refused(
        _ code: Int, _ repeated: String, _ state: inout SimulatorState
    ) -> FinanceRefusal {
        state.statistics.finance.refusals[code, default: 0] += 1
        let knew = state.finance.ration.noteRefusal(
            counter, connection: connection, tolerance: configuration.deadTokenTolerance,
            isDay: code == 45, now: now)
        var violation: String?
        if knew {
            violation = repeated
        } else if configuration.switches.rateLimitIsViolation {
            violation = "call beyond the limits (code \(code))"
        }
        let message =
            code == 45
            ? "The maximum call rate limit of \(configuration.financeDailyLimit) of your "
                + "organization has been exceeded."
            : "For security reasons this organization has been blocked for some time as the "
                + "maximum number of requests per minute was exceeded."
        return FinanceRefusal(429, code, message, violation: violation)
    }
}
