/// Which base URLs a token may be sent to.
enum APIDomain {
    /// The top levels of Zoho's API hosts (Zoho CRM API v8, "Multi DC"; UK and AE by other
    /// products' documents).
    private static let zohoHosts = [
        "com", "eu", "in", "com.au", "jp", "com.cn", "ca", "sa", "uk", "ae",
    ]
    .map { "zohoapis." + $0 }

    /// The base URL if an answer of this accounts server may send a token there: `https` on a Zoho
    /// API host; on this machine only where the accounts server is on it too, as a simulator is. Nil
    /// for any other: whoever could name another host would receive the token, and a server on the
    /// network must not point it at whatever listens here.
    static func accepted(_ text: String, from accountsServer: String) -> String? {
        guard let address = Address(text) else { return nil }
        let isZoho = zohoHosts.contains { address.host == $0 || address.host.hasSuffix("." + $0) }
        let isNear = address.isLoopback && Address(origin(of: accountsServer))?.isLoopback == true
        guard isNear || (address.isSecure && isZoho) else { return nil }
        return (address.isSecure ? "https://" : "http://") + address.authority
    }

    /// The configured server without a path that a proxy may want.
    private static func origin(of server: String) -> String {
        let parts = server.lowercased().split(separator: "/", maxSplits: 3)
        return parts.prefix(2).joined(separator: "//")
    }

    /// `scheme://host` or `scheme://host:port`, in lower case and with nothing else: no credentials,
    /// path, query, escapes.
    private struct Address {
        let isSecure: Bool
        let authority: Substring
        let host: Substring

        init?(_ text: String) {
            isSecure = text.hasPrefix("https://")
            guard isSecure || text.hasPrefix("http://") else { return nil }
            var rest = text.dropFirst(isSecure ? 8 : 7)
            if rest.last == "/" { rest.removeLast() }
            authority = rest
            if rest.hasPrefix("[::1]") {
                host = rest.prefix(5)
            } else {
                host = rest.prefix { $0 != ":" }
                let labels = host.split(separator: ".", omittingEmptySubsequences: false)
                guard labels.allSatisfy(Self.isLabel) else { return nil }
            }
            let port = rest.dropFirst(host.count)
            guard port.isEmpty || Self.isPort(port) else { return nil }
        }

        var isLoopback: Bool {
            if host == "localhost" || host == "[::1]" { return true }
            let parts = host.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
        }

        /// A label of a host's name (RFC 1123, section 2.1).
        private static func isLabel(_ label: Substring) -> Bool {
            !label.isEmpty && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { byte in
                    isDigit(byte) || byte == UInt8(ascii: "-")
                        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                }
        }

        private static func isPort(_ text: Substring) -> Bool {
            text.first == ":" && text.utf8.dropFirst().allSatisfy(isDigit)
                && UInt16(text.dropFirst()) ?? 0 > 0
        }

        private static func isDigit(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
    }
}
