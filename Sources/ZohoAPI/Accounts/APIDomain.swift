/// Which base URLs a token may be sent to.
enum APIDomain {
    /// The top levels of Zoho's API hosts (Zoho CRM API v8, "Multi DC"; UK and AE by other
    /// products' documents).
    private static let zohoHosts = [
        "com", "eu", "in", "com.au", "jp", "com.cn", "ca", "sa", "uk", "ae",
    ]
    .map { "zohoapis." + $0 }

    /// The base URL if it is `https` on a Zoho API host, or on this machine; nil for any other.
    /// Whoever could name another host would receive the token.
    static func accepted(_ text: String) -> String? {
        let isSecure = text.hasPrefix("https://")
        guard isSecure || text.hasPrefix("http://") else { return nil }
        var rest = text.dropFirst(isSecure ? 8 : 7)
        if rest.last == "/" { rest.removeLast() }
        // Nothing but a host and perhaps a port: no credentials, path, query.
        guard rest.utf8.allSatisfy(isHostByte) else { return nil }
        let isBracketed = rest.hasPrefix("[")
        let host = isBracketed ? rest.prefix { $0 != "]" } + "]" : rest.prefix { $0 != ":" }
        let port = rest.dropFirst(host.count)
        guard port.isEmpty || (port.first == ":" && UInt16(port.dropFirst()) != nil) else {
            return nil
        }
        let isLoopback = host == "localhost" || host == "[::1]" || isLoopbackIPv4(host)
        let isZoho = zohoHosts.contains { host == $0 || host.hasSuffix("." + $0) }
        guard isLoopback || (isSecure && isZoho) else { return nil }
        return (isSecure ? "https://" : "http://") + rest
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-.:[]".utf8.contains(byte)
        }
    }

    private static func isLoopbackIPv4(_ host: some StringProtocol) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
