import Glibc

/// An address that tokens and secrets are sent to: `https`, or plain `http` to this machine only.
public enum ServerAddress {
    /// The address without a slash at its end; nil where nothing secret may be sent to it.
    public static func accepted(_ text: String) -> String? {
        do throws(Refusal) { return try parse(text) } catch { return nil }
    }

    /// Why an address is refused. The address itself is never quoted: it may hold a password.
    enum Refusal: Error, Equatable {
        case malformed
        case credentials
        case plainText
    }

    /// The address without a slash at its end.
    static func parse(_ text: String) throws(Refusal) -> String {
        guard let separator = text.firstRange(of: "://") else { throw .malformed }
        let scheme = text[..<separator.lowerBound].lowercased()
        guard scheme == "https" || scheme == "http" else { throw .malformed }
        let rest = text[separator.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        var path = String(rest.dropFirst(authority.count))
        guard !authority.contains("@") else { throw .credentials }
        guard path.utf8.allSatisfy(isPathByte), let host = host(of: authority) else {
            throw .malformed
        }
        guard scheme == "https" || isLoopback(host) else { throw .plainText }
        while path.hasSuffix("/") { path.removeLast() }
        return "\(scheme)://\(authority)\(path)"
    }

    /// Whether a host is this machine by its name or number; a name server is not asked.
    static func isLoopback(_ host: String) -> Bool {
        if host.lowercased() == "localhost" { return true }
        var four = in_addr()
        if inet_pton(AF_INET, host, &four) == 1 {
            return UInt32(bigEndian: four.s_addr) >> 24 == 127
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, host, &six) == 1 else { return false }
        return withUnsafeBytes(of: six) { $0.dropLast().allSatisfy { $0 == 0 } && $0.last == 1 }
    }

    /// The host of `host`, `host:port`, `[address]` or `[address]:port`.
    private static func host(of authority: Substring) -> String? {
        let host: Substring
        let port: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<end]
            port = authority[authority.index(after: end)...]
            var six = in6_addr()
            guard inet_pton(AF_INET6, String(host), &six) == 1 else { return nil }
        } else {
            host = authority.prefix { $0 != ":" }
            port = authority.dropFirst(host.count)
            guard !host.isEmpty, host.utf8.allSatisfy(isHostByte) else { return nil }
        }
        if port.isEmpty { return String(host) }
        let digits = port.dropFirst()
        guard port.hasPrefix(":"), digits.utf8.allSatisfy(isDigit), let number = UInt16(digits),
            number > 0
        else { return nil }
        return String(host)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        (0x21..<0x7F).contains(byte) && !"?#\\\"<>".utf8.contains(byte)
    }
}
