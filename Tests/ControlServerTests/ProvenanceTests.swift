import NIOHTTP1
import Testing

@testable import ControlServer

/// Where a request comes from, by its header fields and its target.
@Suite struct ProvenanceTests {
    private func provenance(
        _ headers: [(String, String)], target: String = "/", takesChunks: Bool = true
    ) -> Provenance {
        ControlRequest(
            method: "GET", target: target, headers: HTTPHeaders(headers), takesChunks: takesChunks
        ).provenance
    }

    @Test(arguments: [
        "localhost", "LOCALHOST:80", "", "zohosyncd", "control.sock", "x", "localhost:",
    ])
    func aHostOfOurs_IsFine(host: String) {
        #expect(provenance([("Host", host)]) == .client)
    }

    @Test(arguments: [
        "evil.example", "localhost.evil.com", "127.0.0.1", "127.0.0.1:80", "[::1]", "::1",
        "localhost.", "evil.com:80", "localhost@evil.com", "localhost:80@evil.com",
        "localhost,evil.com", "localhost evil", "localhost/", "lоcalhost", "control.sock.evil.com",
        "localhost:x", "localhost:80:80", "xn--e1a.example", "http://localhost",
    ])
    func aForeignHost_IsNot(host: String) {
        #expect(provenance([("Host", host)]) == .foreignHost)
    }

    @Test(arguments: [
        "Origin", "origin", "ORIGIN", "Sec-Fetch-Site", "sec-fetch-mode", "Sec-Fetch-Dest",
    ])
    func aBrowser_TellsOnItself(field: String) {
        for value in ["", "null", "none", "same-origin", "http://localhost"] {
            #expect(provenance([("Host", "localhost"), (field, value)]) == .webPage)
        }
    }

    @Test func severalHostsOrNone_AreUnclear() {
        for hosts in [["localhost", "localhost"], ["localhost", "evil.com"], []] {
            guard case .unclear = provenance(hosts.map { ("Host", $0) }) else {
                Issue.record("\(hosts)")
                continue
            }
        }
        // HTTP/1.0 did without, but not with two.
        #expect(provenance([], takesChunks: false) == .client)
        let two = [("Host", "a"), ("Host", "b")]
        #expect(provenance(two, takesChunks: false) == .unclear("the request has several Hosts"))
    }

    @Test(arguments: [
        ("http://localhost/a", Provenance.client), ("http://evil.com/a", .foreignHost),
        ("HTTP://evil.com/a", .foreignHost), ("http://localhost@evil.com/", .foreignHost),
        ("/a?http://evil.com", .client),
    ])
    func theTarget_NamesAHost_Too(target: String, provenance: Provenance) {
        #expect(self.provenance([("Host", "localhost")], target: target) == provenance)
    }
}
