/// How many calls the finance products may still answer: by the minute and by the day.
struct FinanceRation: Sendable {
    struct Counter: Sendable {
        /// The organisation's local day that `used` belongs to.
        var day: Int64 = 0
        var used = 0
        /// When calls were answered in the last minute.
        var minute: [Double] = []
        var blockedUntil = 0.0
        /// The connections that were told of a block or a spent day, and how often it was told.
        var told: Set<Int> = []
        var refusals = 0
        /// When a call was last refused.
        var refusedAt = -Double.infinity
    }

    private var counters: [String: Counter] = [:]

    /// Seconds until the organisation's next midnight.
    static func secondsToMidnight(_ now: Double, _ zone: OrganizationZone) -> Int {
        let instant = Instant(now.rounded(.down))
        let local = instant + Int64(zone.offset(at: instant))
        var midnight = (floorDays(local) + 1) * 86_400 - Int64(zone.offset(at: instant))
        // The offset may change before midnight comes.
        midnight += Int64(zone.offset(at: instant) - zone.offset(at: midnight))
        return Int(midnight - instant)
    }

    private static func floorDays(_ seconds: Int64) -> Int64 {
        seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    }

    subscript(_ name: String) -> Counter {
        get { counters[name] ?? Counter() }
        set { counters[name] = newValue }
    }

    /// Ends yesterday's count and the minute's oldest calls.
    mutating func turn(_ name: String, now: Double, _ zone: OrganizationZone) {
        let instant = Instant(now.rounded(.down))
        let today = Self.floorDays(instant + Int64(zone.offset(at: instant)))
        var counter = self[name]
        if counter.day != today {
            counter.day = today
            counter.used = 0
            counter.told = []
            counter.refusals = 0
        }
        if counter.blockedUntil > 0, counter.blockedUntil <= now {
            counter.blockedUntil = 0
            counter.minute = []
            counter.told = []
            counter.refusals = 0
        }
        if let first = counter.minute.first, first <= now - 60 {
            counter.minute.removeAll { $0 <= now - 60 }
        }
        self[name] = counter
    }

    /// Charges one call that is answered.
    mutating func charge(_ name: String, now: Double) {
        var counter = self[name]
        counter.used += 1
        counter.minute.append(now)
        self[name] = counter
    }

    /// Notes that a connection was refused; true when the caller must have known better. How long
    /// a block lasts is nowhere told, so that asking again after a minute is no fault; the end of
    /// a spent day is.
    mutating func noteRefusal(
        _ name: String, connection: Int, tolerance: Int, isDay: Bool, now: Double
    ) -> Bool {
        var counter = self[name]
        let isSoon = isDay || now - counter.refusedAt < 60
        let knew = isSoon && (counter.told.contains(connection) || counter.refusals > tolerance)
        counter.refusedAt = now
        counter.told.insert(connection)
        counter.refusals += 1
        self[name] = counter
        return knew
    }
}
