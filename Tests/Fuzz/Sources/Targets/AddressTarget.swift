import SyncCore

@testable import ZohoAPI

/// An `api_domain` from an answer: what is accepted is, read by other rules than our own, `https` on
/// one of Zoho's hosts and nothing else.
enum AddressTarget {
    private static let zoho = [
        "zohoapis.com", "zohoapis.eu", "zohoapis.in", "zohoapis.com.au", "zohoapis.jp",
        "zohoapis.com.cn", "zohoapis.ca", "zohoapis.sa", "zohoapis.uk", "zohoapis.ae",
    ]

    static func run(_ input: [UInt8]) throws {
        let text = String(decoding: input, as: UTF8.self)
        for accounts in ["https://accounts.zoho.com", "http://127.0.0.1:8080"] {
            guard let accepted = APIDomain.accepted(text, from: accounts) else { continue }
            let host = host(of: accepted)
            let isZoho = zoho.contains { host == $0 || host.hasSuffix("." + $0) }
            let isSecure = accepted.hasPrefix("https://")
            try demand(
                isSecure && isZoho || accounts.hasPrefix("http:") && isLoopback(host),
                "a token would be sent to \(accepted)")
            try demand(
                accepted.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
                    && !accepted.contains(where: { "@?#\\%".contains($0) }),
                "not a plain address: \(accepted)")
        }
    }

    /// The host as RFC 3986 has it, written apart from the code under test: behind the last `@` of
    /// what stands before the first slash, question mark or hash.
    static func host(of address: String) -> String {
        let rest = address.split(separator: "://", maxSplits: 1).last ?? ""
        let authority = rest.prefix { !"/?#\\".contains($0) }
        let place = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        if place.hasPrefix("[") { return String(place.prefix { $0 != "]" }) + "]" }
        return String(place.prefix { $0 != ":" }).lowercased()
    }

    static func isLoopback(_ host: String) -> Bool {
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        if numbers.count == 4, numbers[0] == "127" {
            return numbers.allSatisfy { UInt8($0) != nil }
        }
        // However many zeros are spelled out.
        let six = host.filter { !"[]:0.".contains($0) }
        return host == "localhost" || (host.hasPrefix("[") && six == "1" && host.hasSuffix("1]"))
    }
}
