/// A moment in whole seconds of UTC, which is the granularity of every Zoho time stamp.
public struct UTCInstant: Hashable, Comparable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z.
    public var seconds: Int64

    /// A moment by its seconds since 1970.
    public init(seconds: Int64) { self.seconds = seconds }

    /// Whether the left moment is the earlier one.
    public static func < (left: UTCInstant, right: UTCInstant) -> Bool {
        left.seconds < right.seconds
    }
    /// Later by some seconds.
    public static func + (instant: UTCInstant, seconds: Int64) -> UTCInstant {
        UTCInstant(seconds: instant.seconds + seconds)
    }
    /// Earlier by some seconds.
    public static func - (instant: UTCInstant, seconds: Int64) -> UTCInstant {
        UTCInstant(seconds: instant.seconds - seconds)
    }
    /// The seconds from one moment to another.
    public static func - (left: UTCInstant, right: UTCInstant) -> Int64 {
        left.seconds - right.seconds
    }

    /// Reads an ISO 8601 date and time with an offset: `2026-05-01T08:30:00+02:00`, `…+0200`, `…Z`;
    /// a fraction of a second is dropped. Nil for anything else.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard let instant = bytes.withUnsafeBufferPointer(UTCInstant.init(iso:)) else { return nil }
        self = instant
    }

    /// As `init(_:)`, from bytes.
    public init?(iso bytes: UnsafeBufferPointer<UInt8>) {
        var reader = DigitReader(bytes)
        guard let year = reader.digits(4), reader.take("-"), let month = reader.digits(2),
            reader.take("-"), let day = reader.digits(2), reader.take("T") || reader.take(" "),
            let hour = reader.digits(2), reader.take(":"), let minute = reader.digits(2),
            reader.take(":"), let second = reader.digits(2),
            isValid(year: year, month: month, day: day), hour < 24, minute < 60, second < 61
        else { return nil }
        if reader.take(".") {
            guard reader.digits(1) != nil else { return nil }
            while reader.digits(1) != nil {}
        }
        var offset: Int64 = 0
        if !reader.take("Z") {
            let sign: Int64 = reader.take("+") ? 1 : -1
            guard sign == 1 || reader.take("-"), let hours = reader.digits(2) else { return nil }
            _ = reader.take(":")
            guard let minutes = reader.digits(2), hours < 24, minutes < 60 else { return nil }
            offset = sign * (hours * 3600 + minutes * 60)
        }
        guard reader.isAtEnd else { return nil }
        seconds =
            daysSince1970(year: year, month: month, day: day) * 86400
            + hour * 3600 + minute * 60 + second - offset
        guard Self.writable.contains(seconds) else { return nil }
    }

    /// The seconds of the years 0000 to 9999, which four digits can say.
    private static let writable: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

    /// The beginning of its day in UTC, since when calls are counted.
    public var midnight: UTCInstant { UTCInstant(seconds: seconds / 86400 * 86400) }

    /// The moment as `2026-05-01T06:30:00Z`.
    public var text: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The moment as Zoho takes it in `If-Modified-Since`: `2026-05-01T06:30:00+00:00`.
    public var offsetText: String { text.dropLast() + "+00:00" }

    /// Appends `2026-05-01T06:30:00Z`; beyond the years 0000 to 9999 the nearest moment in them.
    public func append(to bytes: inout [UInt8]) {
        let seconds = min(max(seconds, Self.writable.lowerBound), Self.writable.upperBound)
        let days = seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400
        let time = seconds - days * 86400
        let (year, month, day) = civilDate(daysSince1970: days)
        appendDigits(year, 4, "-", &bytes)
        appendDigits(month, 2, "-", &bytes)
        appendDigits(day, 2, "T", &bytes)
        appendDigits(time / 3600, 2, ":", &bytes)
        appendDigits(time / 60 % 60, 2, ":", &bytes)
        appendDigits(time % 60, 2, "Z", &bytes)
    }
}

extension UTCInstant: CustomStringConvertible {
    /// The moment as `2026-05-01T06:30:00Z`.
    public var description: String { text }
}

private func appendDigits(
    _ value: Int64, _ width: Int, _ separator: Unicode.Scalar, _ bytes: inout [UInt8]
) {
    var scale: Int64 = width == 4 ? 1000 : 10
    while scale > 0 {
        bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / scale % 10))
        scale /= 10
    }
    bytes.append(UInt8(ascii: separator))
}

// Days from and to the civil calendar: the era-based algorithms of Howard Hinnant,
// "chrono-Compatible Low-Level Date Algorithms".

/// Whether the Gregorian calendar has this day.
func isValid(year: Int64, month: Int64, day: Int64) -> Bool {
    guard (0...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else {
        return false
    }
    // Every month has 28 days; beyond, a day that is none comes back as one of the next month.
    return day <= 28
        || civilDate(daysSince1970: daysSince1970(year: year, month: month, day: day)).day == day
}

func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
}

func civilDate(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
    return (
        yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
        dayOfYear - (153 * monthIndex + 2) / 5 + 1
    )
}

private struct DigitReader {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }

    mutating func digits(_ count: Int) -> Int64? {
        guard position + count <= bytes.count else { return nil }
        var value: Int64 = 0
        for index in position..<position + count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value * 10 + Int64(digit)
        }
        position += count
        return value
    }
}
