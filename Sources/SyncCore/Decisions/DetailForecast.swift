/// Foretells when the details that are still to be read will have been read, at the pace and within
/// the calls that are known. One record is taken to cost one call: the few streams that answer for
/// many at once are done sooner.
public struct DetailForecast: Sendable {
    /// How the module stands.
    public var report: RationReport
    /// Calls of today that are not for details.
    public var reserved: Int
    /// Calls of a whole day that are not for details; nil: as many for their part as today.
    public var reservedPerDay: Int?
    /// The pace; nil: none is set.
    public var callsPerMinute: Int?
    /// What time it is.
    public var now: UTCInstant

    /// A forecast.
    public init(
        report: RationReport, reserved: Int, reservedPerDay: Int? = nil, callsPerMinute: Int?,
        now: UTCInstant
    ) {
        self.report = report
        self.reserved = reserved
        self.reservedPerDay = reservedPerDay
        self.callsPerMinute = callsPerMinute
        self.now = now
    }

    /// When the last of so many records will have been read.
    public func end(of records: Int) -> UTCInstant {
        guard let left = report.left, let usable = report.usable else { return after(records) }
        let today = max(0, left - reserved)
        guard records > today, let resetsAt = report.resetsAt, resetsAt > now else {
            return after(records)
        }
        // On a whole day the runs take their share too.
        let daily = max(1, usable - min(wholeDayReserve, usable * 3 / 4))
        let rest = records - today
        return resetsAt + Int64((rest - 1) / daily) * 86400
            + seconds(for: (rest - 1) % daily + 1)
    }

    private var wholeDayReserve: Int {
        if let reservedPerDay { return reservedPerDay }
        guard let resetsAt = report.resetsAt else { return reserved }
        return reserved * 86400 / Int(max(3600, resetsAt - now))
    }

    private func after(_ calls: Int) -> UTCInstant { now + seconds(for: calls) }

    private func seconds(for calls: Int) -> Int64 {
        let pace = max(1, callsPerMinute ?? 120)
        return Int64((calls * 60 + pace - 1) / pace)
    }
}
