/// Rich text in lists, which cut it at 500 characters without a sign (Zoho CRM API v8, Get Records).
struct CutText {
    /// Characters that a list shows.
    static let length = 500

    /// Whether this text is as long as a list shows at most, so that there may be more of it.
    ///
    /// What Zoho counts is not said. Of all countings the one of UTF-16 units, a Java server's own,
    /// gives the most, bytes apart: so a text that was cut is never taken for a whole one.
    static func mayBeCut(_ text: some Sequence<UInt8>) -> Bool {
        var units = 0
        for byte in text {
            // Continuation bytes count nothing; what takes four bytes is a pair of units.
            if byte & 0xC0 != 0x80 { units += byte >= 0xF0 ? 2 : 1 }
        }
        return units >= length
    }
}
