import SyncCore
import Testing

@testable import Settings

@Suite struct SecretTests {
    private func reading(
        secret: String, _ variables: [String: String] = [:], files: [String: String] = [:]
    ) throws -> ConfigReading {
        var environment = ConfigEnvironment.only(variables)
        environment.contents = { path, _ in
            guard let text = files[path] else {
                return .failure(FileFault("open \(path)", code: 2))
            }
            return .success(Array(text.utf8))
        }
        return try SettingsTests.reading(
            #"{"client_id":"i","client_secret":\#(secret),"refresh_token":"t"}"#, environment)
    }

    @Test(arguments: [
        (#""plain-text""#, "plain-text"), (#"{"env":"S"}"#, "from-env"),
        (#"{"credential":"zoho.secret"}"#, "from-credential"), (#"{"file":"/s"}"#, "from-file"),
        (#"{"file":"s"}"#, "beside"),
    ])
    func secret_everyForm_isResolved(secret: String, value: String) throws {
        let reading = try reading(
            secret: secret, ["S": "from-env", "CREDENTIALS_DIRECTORY": "/run/creds"],
            files: [
                "/run/creds/zoho.secret": "from-credential", "/s": "from-file\n",
                "/etc/s": "beside\r\n",
            ])
        #expect(reading.problems.isEmpty)
        #expect(reading.settings?.credentials.clientSecret.reveal() == value)
    }

    @Test(arguments: [
        (#"12345"#, "found a number"), (#"null"#, "found null"),
        (#"["hushhush"]"#, "found an array"),
        (#""""#, "an empty string"), (#""hush hush""#, "spaces"), (#""********""#, "its mask"),
        (#"{}"#, "found an object"), (#"{"env":7}"#, "found an object"),
        (#"{"env":"S","file":"hushhush"}"#, "found an object"),
        (#"{"enf":"hushhush"}"#, "found an object"),
        (#"{"env":"UNSET"}"#, "variable UNSET is not set"),
        (#"{"env":"EMPTY"}"#, "variable EMPTY is not set"),
        (#"{"env":"BAD"}"#, "variable BAD: expected"),
        (#"{"file":"/none"}"#, "cannot read the file /none: no such file or directory"),
        (#"{"credential":"x"}"#, "the service manager has passed none"),
        (#"{"credential":"../x"}"#, "found an object"),
        (#"{"sealed":"hushhush"}"#, "no sealed value"),
    ])
    func secret_unusable_isRefusedWithoutItsValue(secret: String, message: String) throws {
        let reading = try reading(secret: secret, ["EMPTY": "", "BAD": "hush hush"])
        #expect(reading.problems.map(\.keyPath) == ["client_secret"])
        let problem = try #require(reading.problems.first)
        #expect(problem.message.contains(message))
        #expect(!"\(reading.problems)".contains("hush"))
        #expect(!"\(reading.problems)".contains("12345"))
    }

    @Test func environment_set_winsOverTheFile() throws {
        let environment = ConfigEnvironment.only([
            "ZOHO_CLIENT_ID": "E1", "ZOHO_CLIENT_SECRET": "E2", "ZOHO_REFRESH_TOKEN": "E3",
        ])
        for text in [#"{"client_secret":{"file":"/none"}}"#, crm(""), "{}"] {
            let reading = try SettingsTests.reading(text, environment)
            #expect(
                reading.settings?.credentials
                    == Credentials(
                        clientID: "E1", clientSecret: Secret("E2"), refreshToken: Secret("E3")))
        }
    }

    @Test func masked_everySecret_isReplaced() throws {
        let value = try JSONDocument(
            #"""
            {"client_id":"i","client_secret":"hush1","refresh_token":{"env":"hush2"},
             "x":{"Client_Secret":["hush3"]},"a":[{"password":"hush4"}],
             "database":"postgres://u:hush5/@h/d","enabled":true}
            """#
        ).value
        let masked = Masking.masked(value)
        #expect(!masked.text.contains("hush"))
        #expect(masked.object?.keys == value.object?.keys)
        #expect(masked["client_secret"] == "********")
        #expect(masked["refresh_token"] == "********")
        #expect(Masking.masked(["api_token": nil]) == ["api_token": nil])
        #expect(masked["database"] == "postgres://********@h/d")
        let returned = Masking.withoutMasks(try #require(masked.object), current: value)
        #expect(value.merged(with: .object(returned)) == value)
    }
}
