/// Whole seconds since 1970 (UTC). Zoho's time stamps have no finer grain.
typealias Instant = Int64

/// Civil dates from instants and back, without a calendar object: pages hold thousands of them.
enum CivilTime {
    struct Components: Equatable {
        var year: Int
        var month: Int
        var day: Int
        var hour = 0
        var minute = 0
        var second = 0
    }

    static func components(of instant: Instant) -> Components {
        let days = instant >= 0 ? instant / 86_400 : (instant - 86_399) / 86_400
        let seconds = Int(instant - days * 86_400)
        // Days are counted from 0000-03-01, so that the leap day ends its year.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = Int(shifted - era * 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return Components(
            year: yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * marchMonth + 2) / 5 + 1,
            hour: seconds / 3_600, minute: seconds / 60 % 60, second: seconds % 60)
    }

    static func instant(_ civil: Components) -> Instant {
        let year = civil.month <= 2 ? civil.year - 1 : civil.year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let marchMonth = civil.month > 2 ? civil.month - 3 : civil.month + 9
        let dayOfYear = (153 * marchMonth + 2) / 5 + civil.day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = Int64(era) * 146_097 + Int64(dayOfEra) - 719_468
        return days * 86_400 + Int64(civil.hour * 3_600 + civil.minute * 60 + civil.second)
    }

    /// `2026-05-01T08:30:00`, without an offset.
    static func appendDateTime(_ instant: Instant, to bytes: inout [UInt8]) {
        let civil = components(of: instant)
        appendDate(civil, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        append(civil.hour, 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(civil.minute, 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(civil.second, 2, to: &bytes)
    }

    static func appendDate(_ civil: Components, to bytes: inout [UInt8]) {
        append(civil.year, 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(civil.month, 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(civil.day, 2, to: &bytes)
    }

    static func append(_ number: Int, _ width: Int, to bytes: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }

    /// `2026-05-01T06:30:00Z`.
    static func utc(_ instant: Instant) -> String {
        var bytes: [UInt8] = []
        appendDateTime(instant, to: &bytes)
        return String(decoding: bytes, as: UTF8.self) + "Z"
    }

    /// RFC 1123, as the `Date` header wants it: `Fri, 01 May 2026 06:30:00 GMT`.
    static func httpDate(_ instant: Instant) -> String {
        let civil = components(of: instant)
        let days = instant >= 0 ? instant / 86_400 : (instant - 86_399) / 86_400
        let weekday = Int(((days + 4) % 7 + 7) % 7)
        var bytes: [UInt8] = []
        append(civil.day, 2, to: &bytes)
        bytes.append(contentsOf: " \(months[civil.month - 1]) ".utf8)
        append(civil.year, 4, to: &bytes)
        bytes.append(UInt8(ascii: " "))
        append(civil.hour, 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(civil.minute, 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(civil.second, 2, to: &bytes)
        return "\(weekdays[weekday]), \(String(decoding: bytes, as: UTF8.self)) GMT"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
