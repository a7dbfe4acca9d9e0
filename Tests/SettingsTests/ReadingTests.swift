import SyncCore
import Testing

@testable import Settings

@Suite struct ReadingTests {
    @Test func reading_leastConfig_fillsDefaults() throws {
        let reading = try reading(crm(""))
        #expect(reading.problems.isEmpty)
        #expect(reading.warnings.map(\.state) == [.plainSecrets])
        let settings = try #require(reading.settings)
        #expect(settings.enabled)
        #expect(settings.dataCenter == .us)
        #expect(settings.accountsServer == "https://accounts.zoho.com")
        #expect(settings.apiDomain == nil)
        #expect(settings.databasePath == "/var/lib/zohosyncd/zoho.sqlite")
        #expect(settings.credentials.clientSecret.reveal() == "hush")
        #expect(settings.modules == [ModuleSettings(module: .crm)])
        #expect(settings[.crm]?.interval == .seconds(900))
        #expect(settings[.crm]?.callsPerMinute == nil)
        #expect(settings[.books] == nil)
    }

    @Test func reading_everyKey_isTaken() throws {
        let text = config(
            #"""
            "enabled": false, "data_center": "eu", "accounts_server": "http://localhost:1/",
            "api_domain": "https://sandbox.zohoapis.eu", "organization_id": "1", "database": "z.db",
            "modules": {
              "Zoho Invoice": {"organization_id": null},
              "Zoho Books": {"enabled": false, "last_sync": "2026-11-22T14:28:05+01:00",
                "description": "Bücher", "interval": "1h", "organization_id": "2",
                "streams": {"include": ["books_*"], "exclude": ["Journals"]},
                "daily_api_calls": 1000, "calls_per_minute": 10, "concurrency": 2,
                "full_sweep": "7d"}}
            """#)
        let reading = try reading(text)
        #expect(reading.problems.isEmpty)
        #expect(reading.warnings.map(\.state) == [.plainSecrets])
        let settings = try #require(reading.settings)
        #expect(!settings.enabled)
        #expect(settings.accountsServer == "http://localhost:1")
        #expect(settings.apiDomain == "https://sandbox.zohoapis.eu")
        #expect(settings.databasePath == "/etc/z.db")
        #expect(settings.modules.map(\.module) == [.invoice, .books])
        #expect(settings[.invoice]?.callsPerMinute == 80)
        #expect(settings.organizationID(for: .invoice) == "1")
        #expect(settings.organizationID(for: .books) == "2")
        let books = ModuleSettings(
            module: .books, enabled: false, description: "Bücher", interval: .seconds(3600),
            lastSync: UTCInstant("2026-11-22T13:28:05Z"), organizationID: "2",
            streams: StreamFilter(include: ["books_*"], exclude: ["Journals"]),
            dailyAPICalls: 1000, callsPerMinute: 10, concurrency: 2, fullSweep: .seconds(7 * 86400))
        #expect(settings[.books] == books)
    }

    @Test(arguments: [
        (crm(#""interval":15"#), "expected a duration such as 15m, found 15"),
        (crm(#""interval":"0s""#), #"expected a duration such as 15m, found "0s""#),
        (crm(#""interval":"-5m""#), #"expected a duration such as 15m, found "-5m""#),
        (crm(#""interval":null"#), "expected a duration such as 15m, found null"),
        (crm(#""interval":{}"#), "expected a duration such as 15m, found an object"),
    ])
    func problem_interval_hasTheWording(text: String, message: String) throws {
        let reading = try reading(text)
        #expect(reading.settings == nil)
        #expect(
            reading.problems.map { $0.text(path: "/etc/zohosyncd/config.json") } == [
                "cannot read /etc/zohosyncd/config.json: "
                    + #"modules."Zoho CRM".interval: \#(message)"#
            ])
    }

    @Test(arguments: [
        (config(#""enabled":"yes""#), "enabled"), (config(#""enabled":null"#), "enabled"),
        (config(#""enabled":1"#), "enabled"),
        (config(#""data_center":"com""#), "data_center"),
        (config(#""data_center":"US""#), "data_center"),
        (config(#""accounts_server":"http://zoho.example""#), "accounts_server"),
        (config(#""api_domain":7"#), "api_domain"),
        (config(#""organization_id":10234695"#), "organization_id"),
        (config(#""organization_id":"""#), "organization_id"),
        (config(#""database":"postgres://u:p@h/d""#), "database"),
        (config(#""database":null"#), "database"),
        (config(#""modules":[]"#), "modules"), (config(#""modules":null"#), "modules"),
        (config(#""modules":{"Zoho Desk":{}}"#), #"modules."Zoho Desk""#),
        (config(#""modules":{"crm":{}}"#), "modules.crm"),
        (config(#""modules":{"Zoho CRM":true}"#), #"modules."Zoho CRM""#),
        (crm(#""enabled":"true""#), #"modules."Zoho CRM".enabled"#),
        (crm(#""last_sync":"yesterday""#), #"modules."Zoho CRM".last_sync"#),
        (crm(#""last_sync":0"#), #"modules."Zoho CRM".last_sync"#),
        (crm(#""description":[]"#), #"modules."Zoho CRM".description"#),
        (crm(#""streams":["x"]"#), #"modules."Zoho CRM".streams"#),
        (crm(#""streams":{"include":"x"}"#), #"modules."Zoho CRM".streams.include"#),
        (crm(#""streams":{"exclude":[1]}"#), #"modules."Zoho CRM".streams.exclude"#),
        (crm(#""streams":{"exclude":[""]}"#), #"modules."Zoho CRM".streams.exclude"#),
        (crm(#""daily_api_calls":0"#), #"modules."Zoho CRM".daily_api_calls"#),
        (crm(#""calls_per_minute":1.5"#), #"modules."Zoho CRM".calls_per_minute"#),
        (crm(#""concurrency":-1"#), #"modules."Zoho CRM".concurrency"#),
        (crm(#""concurrency":null"#), #"modules."Zoho CRM".concurrency"#),
        (crm(#""full_sweep":"daily""#), #"modules."Zoho CRM".full_sweep"#),
    ])
    func problem_invalidSample_isNamedOnce(text: String, keyPath: String) throws {
        let reading = try reading(text)
        #expect(reading.settings == nil)
        #expect(reading.problems.map(\.keyPath) == [keyPath])
        #expect(reading.problems.allSatisfy { !$0.hint.isEmpty && $0.line == 1 })
    }

    @Test(arguments: [
        ("[1]", "found 1"), (#"["a",""]"#, "found an empty string"), ("7", "found 7"),
        (#"["a",["b"]]"#, "found an array"),
    ])
    func problem_streams_namesTheOddElement(list: String, words: String) throws {
        let problem = try reading(crm(#""streams":{"include":\#(list)}"#)).problems.first
        #expect(problem?.message.hasSuffix(words) == true, "\(problem?.message ?? "")")
    }

    @Test func problem_unknownModule_namesTheFour() throws {
        let problem = try #require(
            try reading(config(#""modules":{"zoho crm":{}}"#)).problems.first)
        for module in Module.allCases { #expect(problem.message.contains(module.rawValue)) }
        #expect(problem.hint == #"write "Zoho CRM""#)
    }

    @Test func problems_many_comeTogetherWithLines() throws {
        let reading = try reading(
            """
            {
              "enabled": 1,
              "client_id": 5,
              "modules": {
                "Zoho CRM": { "interval": 15,
                              "concurrency": 0 }
              }
            }
            """)
        #expect(
            reading.problems.map { "\($0.line ?? 0) \($0.keyPath)" } == [
                "2 enabled", "3 client_id", #"5 modules."Zoho CRM".interval"#,
                #"6 modules."Zoho CRM".concurrency"#, "0 client_secret", "0 refresh_token",
            ])
    }

    @Test func warnings_oddThings_areNamed() throws {
        let text = config(
            #""enabeld":true,"x":1,"enabled":true,"enabled":false,"modules":{"Zoho CRM":{"intervall":"1m"}}"#
        )
        let reading = try reading(text, mode: 0o640)
        #expect(reading.settings?.enabled == false)
        #expect(
            reading.warnings.map(\.keyPath) == [
                #"modules."Zoho CRM".intervall"#, "enabeld", "x", "enabled", "", "client_secret",
                "refresh_token",
            ])
        #expect(reading.warnings.allSatisfy { $0.line == 1 })
        #expect(reading.warnings[0].hint == "write interval, if that is meant")
        #expect(reading.warnings[1].hint == "write enabled, if that is meant")
        #expect(reading.warnings[5].hint == "chmod 0600 /etc/config.json")
    }

    @Test func warning_noModules_isGiven() throws {
        let reading = try reading(config(""))
        #expect(reading.settings?.modules == [])
        #expect(reading.warnings.map(\.keyPath) == ["", "modules"])
    }

    @Test func database_ofTheCommandLine_wins() throws {
        let reading = try reading(
            config(#""database":"a.db""#), .only([:], database: "b.db"))
        #expect(reading.settings?.databasePath == "/srv/b.db")
    }
}
