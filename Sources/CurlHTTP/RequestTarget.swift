import SyncCore

/// What has to be known of a URL before libcurl parses it.
struct RequestTarget {
    /// Whether it is `https`.
    let isSecure: Bool
    /// Whether the host is this machine: no proxy may come between.
    let isLoopback: Bool
    /// What follows the question mark; it may hold what nobody else should read.
    let query: Substring

    /// Checks what libcurl would be generous about: a missing scheme, credentials in the URL.
    init(_ url: String) throws(HTTPFailure) {
        let scheme = url.prefix(8).lowercased()
        isSecure = scheme == "https://"
        guard isSecure || scheme.hasPrefix("http://") else {
            throw HTTPFailure(.invalidRequest, "the URL is neither http:// nor https://")
        }
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw HTTPFailure(.invalidRequest, "the URL is not percent-encoded")
        }
        let rest = url.dropFirst(isSecure ? 8 : 7)
        let authority = rest.prefix { !"/?#\\".contains($0) }
        guard !authority.isEmpty, !authority.contains("@") else {
            throw HTTPFailure(.invalidRequest, "the URL has no host, or credentials before it")
        }
        let host =
            authority.hasPrefix("[")
            ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
        isLoopback = host == "localhost" || host == "::1" || host.hasPrefix("127.")
        query = url.firstIndex(of: "?").map { url[url.index(after: $0)...] } ?? ""
    }
}
