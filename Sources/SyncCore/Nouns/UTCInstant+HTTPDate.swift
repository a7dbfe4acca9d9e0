extension UTCInstant {
    /// Reads an HTTP date in its one current form, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110,
    /// section 5.6.7). Nil for anything else.
    public init?(httpDate text: String) {
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int64(parts[1]),
            let month = months.firstIndex(of: String(parts[2])), let year = Int64(parts[3])
        else { return nil }
        let time = parts[4].split(separator: ":").compactMap { Int64($0) }
        guard time.count == 3, isValid(year: year, month: Int64(month + 1), day: day),
            (0..<24).contains(time[0]), (0..<60).contains(time[1]), (0..<61).contains(time[2])
        else { return nil }
        self.init(
            seconds: daysSince1970(year: year, month: Int64(month + 1), day: day) * 86400
                + time[0] * 3600 + time[1] * 60 + time[2])
    }
}
