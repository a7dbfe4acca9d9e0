/// Credits and calls at one time ("API limits"): both refuse with the same 429.
struct CallLimits {
    /// The sub-concurrency of sorted lists, the same for every edition.
    static let sortedLists = 10

    let request: SimulatedRequest
    let route: CRMRoute

    /// Sorted lists and custom views share a smaller limit.
    static func isSorted(_ request: SimulatedRequest) -> Bool {
        request.path.hasPrefix("/crm/")
            && ["sort_by", "sort_order", "cvid"].contains { request.query[$0] != nil }
    }

    func check(_ state: inout SimulatorState, now: Instant) throws(Refusal) {
        let configuration = state.configuration
        if let limit = configuration.concurrencyLimit, state.inFlight > limit {
            throw tooMany(configuration)
        }
        if Self.isSorted(request), state.sortedInFlight > Self.sortedLists {
            state.violate("more than \(Self.sortedLists) sorted lists under way at once")
            throw tooMany(configuration)
        }
        state.credits.forgetOld(now: Double(now))
        if let limit = configuration.dailyCredits, state.credits.used + cost > limit {
            throw tooMany(configuration)
        }
    }

    /// What the call costs.
    var cost: Int { request.query["cvid"] == nil ? 1 : 3 }

    private func tooMany(_ configuration: ZohoSimulator.Configuration) -> Refusal {
        Refusal(
            429, "TOO_MANY_REQUESTS", "too many requests. please try again after some time")
    }
}
