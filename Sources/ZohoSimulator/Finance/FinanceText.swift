/// How the finance products print values.
enum FinanceText {
    /// `2026-06-09T13:14:55-0400`: an offset without colon, in the organisation's zone.
    static func time(_ instant: Instant, _ zone: OrganizationZone) -> String {
        let offset = zone.offset(at: instant)
        var bytes: [UInt8] = []
        CivilTime.appendDateTime(instant + Int64(offset), to: &bytes)
        bytes.append(UInt8(ascii: offset < 0 ? "-" : "+"))
        CivilTime.append(abs(offset) / 3_600, 2, to: &bytes)
        CivilTime.append(abs(offset) / 60 % 60, 2, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `09 Jun 2026 01:14 PM`, the text of screens.
    static func shownTime(_ instant: Instant, _ zone: OrganizationZone) -> String {
        let civil = CivilTime.components(of: instant + Int64(zone.offset(at: instant)))
        let hour = civil.hour % 12 == 0 ? 12 : civil.hour % 12
        let half = civil.hour < 12 ? "AM" : "PM"
        return shownDay(civil) + " \(padded(hour, 2)):\(padded(civil.minute, 2)) \(half)"
    }

    /// `09 Jun 2026`.
    static func shownDay(_ civil: CivilTime.Components) -> String {
        "\(padded(civil.day, 2)) \(months[civil.month - 1]) \(civil.year)"
    }

    /// `2026-06-09`, from days since 1970.
    static func day(_ days: Int) -> String {
        var bytes: [UInt8] = []
        CivilTime.appendDate(CivilTime.components(of: Int64(days) * 86_400), to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Days since 1970 from `2026-06-09`; nil for everything else.
    static func days(_ text: String) -> Int? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        return Int(CivilTime.instant(.init(year: year, month: month, day: day)) / 86_400)
    }

    /// Cents as Zoho prints them, now `100`, now `40.5`, now `0.00`.
    static func money(_ cents: Int, style: Int) -> String {
        let sign = cents < 0 ? "-" : ""
        let (whole, rest) = abs(cents).quotientAndRemainder(dividingBy: 100)
        if style % 3 == 0 { return "\(sign)\(whole).\(padded(rest, 2))" }
        if rest == 0 { return "\(sign)\(whole)" }
        return rest % 10 == 0
            ? "\(sign)\(whole).\(rest / 10)" : "\(sign)\(whole).\(padded(rest, 2))"
    }

    /// `000005`.
    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// `partially_paid` from `PartiallyPaid`.
    static func snakeCase(_ name: some StringProtocol) -> String {
        var text = ""
        for letter in name {
            if letter.isUppercase, !text.isEmpty { text.append("_") }
            text += letter.lowercased()
        }
        return text
    }

    /// `Partially Paid` from `partially_paid`.
    static func title(_ status: String) -> String {
        status.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }
            .joined(separator: " ")
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
