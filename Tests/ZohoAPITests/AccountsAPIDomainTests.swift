import SyncCore
import Testing

@testable import ZohoAPI

/// Where an answer may send a token.
struct AccountsAPIDomainTests {
    private static let zoho = "https://accounts.zoho.eu"

    @Test(arguments: [
        ("https://www.zohoapis.eu", "https://www.zohoapis.eu"),
        ("https://www.zohoapis.com.au/", "https://www.zohoapis.com.au"),
        ("https://sandbox.zohoapis.ca", "https://sandbox.zohoapis.ca"),
        ("https://www.zohoapis.ae:443", "https://www.zohoapis.ae:443"),
        ("https://zohoapis.com", "https://zohoapis.com"),
    ])
    func zohosOwnHosts_AreAccepted(text: String, domain: String) {
        #expect(APIDomain.accepted(text, from: Self.zoho) == domain)
        #expect(APIDomain.accepted(text, from: "http://127.0.0.1:8080") == domain)
    }

    @Test(arguments: [
        "http://www.zohoapis.eu", "https://www.zohoapis.xyz", "https://evil.example",
        "https://www.zohoapis.com.evil.io", "https://evilzohoapis.eu",
        "https://zohoapis.eu-evil.io",
        "https://www.zohoapis.com@evil.io", "https://www.zohoapis.com:x@evil.io",
        "https://evil.io@www.zohoapis.com", "https://@www.zohoapis.com",
        "https://evil.io/?zohoapis.com", "https://evil.io?.zohoapis.com",
        "https://evil.io#.zohoapis.com", "https://evil.io/.zohoapis.com",
        "https://evil.io\\.zohoapis.com", "https://evil.io%2f.zohoapis.com",
        "https://evil.io%00.zohoapis.com", "https://evil.io\0.zohoapis.com",
        "https://evil.io\r\n.zohoapis.com", "https://evil.io .zohoapis.com",
        "https://evil.io\t.zohoapis.com", "https://www.zohoapis.com/crm",
        "https://www.zohoapis.com//", "https://WWW.ZOHOAPIS.COM", "HTTPS://www.zohoapis.com",
        "https://www.zohoapis.com.", "https://.zohoapis.com", "https://..zohoapis.com",
        "https://www..zohoapis.com", "https://-.zohoapis.com", "https://www.zohoapis.com:",
        "https://www.zohoapis.com:x", "https://www.zohoapis.com:0",
        "https://www.zohoapis.com:65536",
        "https://www.zohoapis.com:443:80", "https://www.zohoapis.com:+443",
        // Letters that look alike or fold into those of the name.
        "https://www.zoho\u{430}pis.com", "https://www.zohoapis\u{3002}com",
        "https://www.zohoapis.\u{ff43}om", "https://xn--zohopis-2fg.com",
        "ftp://www.zohoapis.com", "//www.zohoapis.com", "www.zohoapis.com",
        "https:www.zohoapis.com",
        "https:/www.zohoapis.com", "https:///www.zohoapis.com", " https://www.zohoapis.com",
        "https://", "",
    ])
    func everythingElse_IsRefused(text: String) {
        #expect(APIDomain.accepted(text, from: Self.zoho) == nil)
        #expect(APIDomain.accepted(text, from: "http://127.0.0.1:8080") == nil)
    }

    /// A simulator beside the daemon may name itself. A server on the network may not make the daemon
    /// show its token to whatever listens on this machine.
    @Test(arguments: [
        "http://127.0.0.1:8080", "http://127.9.9.9", "https://localhost:1", "http://[::1]:9",
    ])
    func thisMachine_IsAcceptedFromItselfOnly(text: String) {
        for near in ["http://127.0.0.1:9", "http://localhost/accounts", "https://[::1]", text] {
            #expect(APIDomain.accepted(text, from: near) == text)
        }
        for far in [Self.zoho, "https://127.0.0.1.evil.io", "https://proxy.example/127.0.0.1"] {
            #expect(APIDomain.accepted(text, from: far) == nil)
        }
    }

    @Test(arguments: [
        "http://127.0.0.1.evil.io", "http://127.0.0.1@evil.io", "http://localhost.evil.io",
        "http://2130706433", "http://0x7f000001", "http://0x7f.1", "http://127.1", "http://0",
        "http://0.0.0.0", "http://127.0.0.256", "http://127.0.0.1.", "http://[::ffff:127.0.0.1]",
        "http://[::1%25eth0]", "http://[::1%lo]", "http://[::1", "http://[::1]evil.io",
        "http://[::1].evil.io", "http://[::]", "http://[fe80::1%25lo]", "http://[::2]",
        "http://10.0.0.1", "http://169.254.169.254", "ftp://127.0.0.1",
    ])
    func whatOnlyLooksLikeThisMachine_IsRefused(text: String) {
        #expect(APIDomain.accepted(text, from: "http://127.0.0.1:8080") == nil)
    }

    /// The same holds for the file that the token was kept in.
    @Test func aCachedDomain_IsCheckedAgain() async throws {
        let bench = AccountsBench { number, _ in .token(number) }
        for domain in ["https://evil.example", "http://127.0.0.1:8080"] {
            let token = AccessToken(
                value: Secret("1000.cached"), apiDomain: domain, obtainedAt: bench.now,
                expiresAt: bench.now + 3600)
            try TokenCache(path: bench.path).save(
                TokenCache.Content(
                    fingerprint: Credentials.sample.fingerprint(accountsServer: Self.zoho),
                    token: token, limiter: RefreshLimiter()))
            let used = try await bench.holder().token()
            #expect(used.value != Secret("1000.cached") && used.apiDomain != domain)
        }
    }
}
