import SyncCore
import Testing

@testable import Settings

@Suite struct ValueTests {
    @Test(arguments: [
        ("1s", 1), ("90s", 90), ("15m", 900), ("6h", 21600), ("1d", 86400), ("007s", 7),
        ("3650d", 315_360_000),
    ])
    func duration_wellFormed_isRead(text: String, seconds: Int64) {
        #expect(DurationText.parse(text) == .seconds(seconds))
    }

    @Test(arguments: [
        "", "s", "15", "0s", "0d", "-5m", "+5m", "1.5h", "15 m", " 15m", "15M", "15min", "1h30m",
        "3651d", "9223372036854775807d", "99999999999999999999s", "١m",
    ])
    func duration_malformed_isRefused(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(arguments: ["1s", "90s", "15m", "6h", "1d", "61m"])
    func duration_asText_isTheShortest(text: String) {
        #expect(DurationText.parse(text).map(DurationText.text) == text)
    }

    @Test(arguments: [
        ("https://accounts.zoho.eu", "https://accounts.zoho.eu"),
        ("https://accounts.zoho.eu/", "https://accounts.zoho.eu"),
        ("HTTPS://proxy.example:8443/zoho//", "https://proxy.example:8443/zoho"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.255.3.4", "http://127.255.3.4"),
        ("http://[::1]:9", "http://[::1]:9"),
        ("http://LocalHost:9/", "http://LocalHost:9"),
    ])
    func address_safe_isAccepted(text: String, address: String) throws {
        #expect(try ServerAddress.parse(text) == address)
    }

    @Test(arguments: [
        ("http://accounts.zoho.eu", ServerAddress.Refusal.plainText),
        ("http://128.0.0.1", .plainText), ("http://10.127.0.1", .plainText),
        ("http://127.0.0.1.evil.example", .plainText),
        ("http://localhost.evil.example", .plainText),
        ("http://127.1", .plainText), ("http://[::2]", .plainText), ("http://0", .plainText),
        ("http://localhost@evil.example", .credentials), ("https://a:b@c.example", .credentials),
        ("http://localhost\\@evil.example", .credentials), ("http://localhost\\.evil", .malformed),
        ("", .malformed), ("accounts.zoho.eu", .malformed), ("ftp://a.example", .malformed),
        ("https://", .malformed), ("https:///x", .malformed), ("https://a b", .malformed),
        ("https://a.example:0", .malformed), ("https://a.example:65536", .malformed),
        ("https://a.example:", .malformed), ("https://a.example:+1", .malformed),
        ("https://a.example?x=1", .malformed), ("https://a.example/#x", .malformed),
        ("https://[::1", .malformed), ("https://[x]", .malformed),
        ("https://a\n.example", .malformed),
    ])
    func address_unsafe_isRefused(text: String, refusal: ServerAddress.Refusal) {
        #expect(throws: refusal) { try ServerAddress.parse(text) }
    }

    @Test(arguments: [
        ("/a/b.sqlite", "/a/b.sqlite"), ("b.sqlite", "/etc/b.sqlite"),
        ("./b.sqlite", "/etc/b.sqlite"),
        ("../b.sqlite", "/etc/../b.sqlite"), ("sqlite:///a/b.sqlite", "/a/b.sqlite"),
    ])
    func database_path_isAbsolute(text: String, path: String) throws {
        #expect(try DatabaseLocation.path(text, relativeTo: "/etc") == path)
    }

    @Test(arguments: [
        ("", DatabaseLocation.Refusal.malformed), ("/a/", .malformed), ("sqlite://a", .malformed),
        ("mysql://a/b", .malformed), ("postgres://a/b", .postgres), ("PostgreSQL://a/b", .postgres),
    ])
    func database_otherwise_isRefused(text: String, refusal: DatabaseLocation.Refusal) {
        #expect(throws: refusal) { try DatabaseLocation.path(text, relativeTo: "/etc") }
    }

    @Test(arguments: [
        ([], [], true), (["Leads"], [], true), (["crm_leads"], [], true), (["LEADS"], [], true),
        (["crm_*"], [], true), (["*"], [], true), (["*ead*"], [], true), (["**s"], [], true),
        (["lead"], [], false), (["*leads*x"], [], false), (["deals"], [], false),
        ([], ["leads"], false), (["*"], ["crm_l*s"], false), (["Leads"], ["Deals"], true),
        (["l?ads"], [], false),
    ])
    func filter_patterns_decide(include: [String], exclude: [String], wanted: Bool) {
        let module = ModuleSettings(
            module: .crm, streams: StreamFilter(include: include, exclude: exclude))
        #expect(module.wants(table: "crm_leads", zohoName: "Leads") == wanted)
    }

    @Test func dataCenters_everyOne_hasItsHost() {
        #expect(
            DataCenter.allCases.map(\.rawValue)
                == ["us", "eu", "in", "au", "jp", "ca", "cn", "sa", "uk", "ae"])
        #expect(DataCenter.ca.accountsServer == "https://accounts.zohocloud.ca")
        #expect(Set(DataCenter.allCases.map(\.accountsServer)).count == 10)
    }
}
