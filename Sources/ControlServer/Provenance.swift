internal import NIOHTTP1

/// Where a request comes from, as far as it says so itself.
///
/// A browser cannot open a Unix socket, but somebody may have put a proxy before it, and a page from
/// anywhere may then try its luck (DNS rebinding, cross-site requests).
enum Provenance: Equatable {
    /// A program that means this socket.
    case client
    /// A browser, which is not asked what for.
    case webPage
    /// Somebody who means another host.
    case foreignHost
    /// It cannot be said which host is meant (RFC 9112, section 3.2).
    case unclear(String)
}

extension ControlRequest {
    /// What a browser adds and nobody else: it cannot be kept from it by a page.
    private static let browserFields = [
        "origin", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest",
    ]

    /// Where the request comes from.
    var provenance: Provenance {
        if Self.browserFields.contains(where: headers.contains(name:)) { return .webPage }
        let hosts = headers["host"]
        // The old protocol did without.
        guard hosts.count == 1 || hosts.isEmpty && !takesChunks else {
            return .unclear(
                hosts.isEmpty ? "the request lacks its Host" : "the request has several Hosts")
        }
        // The one in the target counts before the field.
        let named = hosts + [RequestTarget(target)?.authority].compactMap(\.self)
        return named.allSatisfy(Self.isLocal) ? .client : .foreignHost
    }

    /// A host that names this socket: none, localhost, or a name that cannot be on the network
    /// (`http://zohosyncd/`, `control.sock`).
    private static func isLocal(_ host: String) -> Bool {
        let parts = host.split(separator: ":", omittingEmptySubsequences: false)
        guard let name = parts.first?.lowercased(), parts.count <= 2,
            parts.dropFirst().allSatisfy({ $0.allSatisfy(\.isNumber) }),
            name.utf8.allSatisfy({ Self.isPlain($0) })
        else { return false }
        return !name.contains(".") || name.hasSuffix(".sock")
    }

    /// Letters, digits and what else a name of ours may have: no `@`, no `,`, nothing to be clever with.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
