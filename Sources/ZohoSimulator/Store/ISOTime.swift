/// Reads ISO 8601 instants as Zoho's headers and values carry them.
struct ISOTime: Equatable {
    let instant: Instant
    /// Milliseconds were written: Zoho's time stamps have none.
    let hasFraction: Bool
    /// Neither an offset nor `Z` was written.
    let lacksOffset: Bool

    /// Nil for everything that is not `2026-05-01T08:30:00+02:00` or a near relative of it.
    init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 19, bytes[4] == 0x2D, bytes[7] == 0x2D,
            bytes[10] == UInt8(ascii: "T"), bytes[13] == 0x3A, bytes[16] == 0x3A,
            let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
            let day = Self.number(bytes[8..<10]), let hour = Self.number(bytes[11..<13]),
            let minute = Self.number(bytes[14..<16]), let second = Self.number(bytes[17..<19]),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        var rest = bytes[19...]
        if rest.first == UInt8(ascii: ".") {
            hasFraction = true
            rest = rest.dropFirst().drop { (0x30...0x39).contains($0) }
        } else {
            hasFraction = false
        }
        lacksOffset = rest.isEmpty
        guard let offset = Self.offset(rest) else { return nil }
        instant =
            CivilTime.instant(
                .init(
                    year: year, month: month, day: day, hour: hour, minute: minute, second: second))
            - Int64(offset)
    }

    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
        if bytes.isEmpty || Array(bytes) == [UInt8(ascii: "Z")] { return 0 }
        let text = Array(bytes)
        guard text.count == 6, text[0] == 0x2B || text[0] == 0x2D, text[3] == 0x3A,
            let hours = number(text[1..<3]), let minutes = number(text[4..<6])
        else { return nil }
        let seconds = hours * 3_600 + minutes * 60
        return text[0] == 0x2D ? -seconds : seconds
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var number = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            number = number * 10 + Int(digit - 0x30)
        }
        return number
    }
}
