public import SyncCore

/// One read of Zoho's API.
public struct ZohoCall: Sendable {
    /// The path behind the API domain.
    public var path: String
    /// Parameters, not yet encoded.
    public var query: [(name: String, value: String)]
    /// Only what was modified at or after this moment, as a header.
    public var since: UTCInstant?
    /// Further headers.
    public var headers: [(name: String, value: String)] = []

    /// A call.
    public init(
        _ path: String, query: [(name: String, value: String)] = [], since: UTCInstant? = nil
    ) {
        self.path = path
        self.query = query
        self.since = since
    }
}

/// An answer of Zoho's API that is not a failure.
public struct ZohoAnswer: Sendable {
    /// The body; nil where Zoho says that there is nothing (204) or nothing new (304).
    public let document: JSONDocument?
    /// The server's clock.
    public let serverTime: UTCInstant?
}

/// Parameters as a query, percent-encoded (RFC 3986: unreserved characters stay).
func encoded(_ query: [(name: String, value: String)]) -> String {
    guard !query.isEmpty else { return "" }
    return "?"
        + query.map { percentEncoded($0.name) + "=" + percentEncoded($0.value) }
        .joined(separator: "&")
}

private func percentEncoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ","):
            result.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
    }
    return result
}
