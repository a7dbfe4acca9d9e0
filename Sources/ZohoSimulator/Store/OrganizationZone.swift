import Foundation

/// The organisation's time zone as a table of its changes, so that an instant is rendered with
/// one binary search. Offsets differ over daylight saving time, as Zoho's answers do.
struct OrganizationZone: Sendable {
    let identifier: String
    private let starts: [Instant]
    private let offsets: [Int]

    init(identifier: String) {
        self.identifier = identifier
        let zone = TimeZone(identifier: identifier) ?? .gmt
        var starts: [Instant] = [.min]
        var moment = Date(timeIntervalSince1970: 0)
        var offsets = [zone.secondsFromGMT(for: moment)]
        let end = Date(timeIntervalSince1970: 3_000_000_000)
        while let next = zone.nextDaylightSavingTimeTransition(after: moment), next < end,
            next > moment
        {
            starts.append(Instant(next.timeIntervalSince1970.rounded()))
            offsets.append(zone.secondsFromGMT(for: next.addingTimeInterval(1)))
            moment = next
        }
        self.starts = starts
        self.offsets = offsets
    }

    func offset(at instant: Instant) -> Int {
        var low = 0
        var high = starts.count
        while low + 1 < high {
            let middle = (low + high) / 2
            if starts[middle] <= instant { low = middle } else { high = middle }
        }
        return offsets[low]
    }

    /// `2026-05-01T08:30:00+02:00`, without quotes.
    func append(_ instant: Instant, to bytes: inout [UInt8]) {
        let offset = offset(at: instant)
        CivilTime.appendDateTime(instant + Int64(offset), to: &bytes)
        bytes.append(UInt8(ascii: offset < 0 ? "-" : "+"))
        CivilTime.append(abs(offset) / 3_600, 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        CivilTime.append(abs(offset) / 60 % 60, 2, to: &bytes)
    }

    func text(_ instant: Instant) -> String {
        var bytes: [UInt8] = []
        append(instant, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
