import Foundation
import Glibc
import Sealing
import SyncCore
import Testing
import ZohoSimulator

/// Secrets that exist nowhere else, through a whole life of the daemon: afterwards they are looked for
/// in everything that it has said, written and left.
struct CanaryTests {
    // Characters that each form of writing has its own way with.
    private static let clientSecret = "C4nary+client/secret=&7f3a9c"
    private static let refreshToken = "1000.C4nary/refresh+token=51be0d"
    private static let wrongToken = "1000.C4nary/wrong+token=e07714"
    private static let wrongSecret = "C4nary/wrong+secret=a3310f"
    private static let key = "C4naryKeyC4naryKeyC4naryKeyC4naryKeyC4nar4k="

    /// What `GET` may be asked for.
    private static let routes = [
        "", "modules", "modules/crm/plan", "status", "runs", "runs?limit=1000", "streams",
        "/metrics",
        "audit", "nothing?token=1",
    ]

    @Test func noSecret_IsFoundAnywhere() async throws {
        let draft = ConfigDraft {
            $0.clientSecret = Self.clientSecret
            $0.refreshToken = Self.refreshToken
        }
        try await withWorkbench(
            config: draft,
            simulator: {
                $0.clientSecret = Self.clientSecret
                $0.refreshToken = Self.refreshToken
            }
        ) { bench in
            var life = Life(bench: bench)
            try await life.begin(environment: ["ZOHOSYNCD_KEY": Self.key])
            try await life.sync()
            try await life.fail()
            try await life.changeSecrets(to: Self.wrongToken, Self.wrongSecret)
            try await life.reveal(Self.refreshToken)
            try await life.moveSecretsElsewhere(Self.clientSecret, Self.refreshToken)
            try await life.crash(SIGSEGV)
            try await life.begin(environment: ["C4NARY_SECRET": Self.clientSecret])
            try await life.sync()
            try await life.crash(SIGABRT)
            try await life.end()

            var secrets = [
                "the client secret": Self.clientSecret, "the refresh token": Self.refreshToken,
                "a refused token": Self.wrongToken, "a refused secret": Self.wrongSecret,
                "the key": Self.key,
            ]
            for (number, token) in life.accessTokens.enumerated() {
                secrets["access token \(number)"] = token
            }
            #expect(life.accessTokens.count >= 2)
            let search = SecretSearch(secrets)
            // Whoever is asked to reveal reveals; the search would see it elsewhere.
            #expect(search.findings(in: life.revealed).contains("the refresh token, as it is"))
            for (place, bytes) in life.traces {
                #expect(search.findings(in: bytes) == [], "\(place)")
            }
            #expect(life.traces.count > 60)
        }
    }

    @Test(arguments: [
        "C4nary+x/y=z", "%7B%22a%22%3A%22C4nary%2Bx%2Fy%3Dz%22%7D", "%43C4nary%2bx%2fy%3dz",
        Data("C4nary+x/y=z".utf8).base64EncodedString(),
        Data("aC4nary+x/y=zb".utf8).base64EncodedString(),
        Data("Basic: C4nary+x/y=z, and more".utf8).base64EncodedString(), #"{"a":"C4nary+x\/y=z"}"#,
        "43346e6172792b782f793d7a",
    ])
    func theSearch_FindsASecret(hidden: String) {
        let search = SecretSearch(["planted": "C4nary+x/y=z"])
        #expect(!search.findings(in: "something before \(hidden) and after").isEmpty)
        #expect(search.findings(in: "C4nary+x/y= z, C4nary").isEmpty)
    }

    /// One daemon after the other in one folder, and the traces that they leave.
    private struct Life {
        let bench: Workbench
        private(set) var daemon: Program?
        /// Bytes in which no secret may be, by where they were found.
        private(set) var traces: [(place: String, bytes: Data)] = []
        private(set) var accessTokens: Set<String> = []
        /// The one answer that may hold secrets.
        private(set) var revealed = ""

        init(bench: Workbench) { self.bench = bench }

        mutating func begin(environment: [String: String]) async throws {
            // Where cores are files they come into the folder that is searched.
            daemon = try bench.startShell(
                """
                cd "$3" && ulimit -c unlimited &&
                exec "$0" --config "$1" --socket "$2" --log-level debug
                """, ["zohosyncd", bench.config, bench.socket, bench.folder],
                environment: environment.merging(["SWIFT_BACKTRACE": "enable=yes"]) { $1 })
            try await daemon?.line(" ready ")
            try noteProcess()
        }

        mutating func sync() async throws {
            note("the answer to a sync", try await bench.client.sync(mode: "full").text)
            try noteAccessToken()
            let stream = try await bench.client.lines("POST", "modules/crm/sync")
            for try await line in stream { note("a line of progress", line.text) }
            try await noteAnswers()
        }

        /// Zoho refuses, breaks off, answers nonsense.
        mutating func fail() async throws {
            for kind in [
                ZohoSimulator.Fault.Kind.status(401, code: "INVALID_TOKEN"),
                .status(500, code: "INTERNAL_ERROR"), .html(502), .truncate(afterBytes: 20), .reset,
                .invalidJSON, .status(400, code: "INVALID_DATA"),
            ] {
                bench.simulator.inject(.init(kind, module: "Contacts"))
                note("the answer to a failed sync", try await bench.client.sync().text)
                try noteAccessToken()
            }
            bench.simulator.clearFaults()
            note("the check list", try await bench.client.post("test").text)
            daemon?.signal(SIGHUP)
            try await daemon?.line(" reloaded ")
            try await noteAnswers()
        }

        /// Secrets that Zoho refuses come and go; the right ones come back.
        mutating func changeSecrets(to token: String, _ secret: String) async throws {
            for patch: JSONValue in [
                ["refresh_token": .string(token)], ["client_secret": .string(secret)],
                ["refresh_token": 7], ["client_secret": ["sealed": .string(secret)]],
                ["modules": ["Zoho CRM": ["interval": .string(token)]]],
            ] {
                let answer = try await bench.client.post("", patch)
                // A value in a wrong place is no secret to anybody, but its sender knows it already.
                if patch["modules"] == nil { note("the answer to a change", answer.text) }
                note("the answer to a sync", try await bench.client.sync().text)
            }
            try await noteAnswers()
            _ = try await bench.client.post(
                "",
                [
                    "refresh_token": .string(CanaryTests.refreshToken),
                    "client_secret": .string(CanaryTests.clientSecret),
                ])
            note("the answer to a sync", try await bench.client.sync().text)
            try noteAccessToken()
        }

        mutating func reveal(_ secret: String) async throws {
            revealed = try await bench.client.get("?reveal=true").text
            note("a reveal that is none", try await bench.client.get("?reveal=false").text)
            note("a reveal that is odd", try await bench.client.get("?reveal=1").text)
            try await noteAnswers()
        }

        /// Into the environment and a file of their own, by hand: from here on the configuration may
        /// not hold them either.
        mutating func moveSecretsElsewhere(_ secret: String, _ token: String) async throws {
            try Data(token.utf8).write(to: URL(filePath: bench.folder + "/token.txt"))
            chmod(bench.folder + "/token.txt", 0o600)
            var value = try #require(try JSONDocument(bench.configText).value.object)
            value["client_secret"] = ["env": "C4NARY_SECRET"]
            value["refresh_token"] = ["file": "token.txt"]
            try bench.write(JSONValue.object(value).prettyText)
            // This daemon has no such variable: it says so, and goes on with what it had.
            try await daemon?.line("C4NARY_SECRET")
            try await noteAnswers()
        }

        mutating func crash(_ signal: Int32) async throws {
            daemon?.signal(signal)
            let end = try await daemon?.end()
            #expect(end == .killed(by: signal))
            try await self.end()
        }

        /// Takes what the daemon has said and what lies in its folder.
        mutating func end() async throws {
            if let daemon {
                _ = try await daemon.end()
                note("its standard error", daemon.lines.joined(separator: "\n"))
                note("its standard output", daemon.output)
            }
            daemon = nil
            let files = try FileManager.default.subpathsOfDirectory(atPath: bench.folder)
            #expect(!files.contains { $0.contains("core") }, "\(files)")
            // The configuration holds what its owner wrote there; the file of a secret is one; without
            // a key the access token is kept as it is, for the daemon's user alone.
            for file in files where !["token.txt", "data/token.json"].contains(file) {
                let path = bench.folder + "/" + file
                guard let bytes = FileManager.default.contents(atPath: path) else { continue }
                let isPlain = file == "config.json" && bench.configText.contains("C4nary")
                if !isPlain { traces.append((file, bytes)) }
            }
        }

        private mutating func note(_ place: String, _ text: String) {
            traces.append((place, Data(text.utf8)))
        }

        private mutating func noteAnswers() async throws {
            for route in CanaryTests.routes {
                let answer = try await bench.client.get(route)
                note("GET \(route)", answer.text)
                for header in answer.headers { note("a header of \(route)", header.value) }
            }
            for arguments in [["status"], ["--json", "status"], ["config", "show"], ["runs"]] {
                let client = try bench.start("zohosync", ["--socket", bench.socket] + arguments)
                _ = try await client.end()
                note("zohosync \(arguments)", client.output + client.lines.joined(separator: "\n"))
            }
            try noteProcess()
            try noteFiles()
        }

        /// While the daemon runs there is a log beside the database, and perhaps a file on its way.
        private mutating func noteFiles() throws {
            for file in try FileManager.default.subpathsOfDirectory(atPath: bench.folder)
            where file.contains("sqlite") || file.contains(".new") || file.contains("tmp") {
                if let bytes = FileManager.default.contents(atPath: bench.folder + "/" + file) {
                    traces.append((file, bytes))
                }
            }
        }

        private mutating func noteProcess() throws {
            guard let pid = daemon?.pid else { return }
            for file in ["cmdline", "comm", "status"] {
                let bytes = try Data(contentsOf: URL(filePath: "/proc/\(pid)/\(file)"))
                traces.append(("/proc/PID/\(file)", bytes))
            }
            // It has no children, whose environment would be its own.
            for task in try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task") {
                let children = FileManager.default.contents(
                    atPath: "/proc/\(pid)/task/\(task)/children")
                #expect(children?.isEmpty ?? true)
            }
        }

        private mutating func noteAccessToken() throws {
            guard let cache = FileManager.default.contents(atPath: bench.tokenCache),
                let text = Self.opened(cache), let json = (try? JSONDocument(text))?.value,
                let token = json["token"]?["access_token"]?.string
            else { return }
            accessTokens.insert(token)
        }

        /// The cache as it is without a key, or what the key opens.
        private static func opened(_ cache: Data) -> [UInt8]? {
            let text = String(decoding: cache.prefix { $0 != 0x0A }, as: UTF8.self)
            guard let envelope = try? SealedEnvelope(text: text) else { return Array(cache) }
            guard let key = try? SealingKey(text: Secret(CanaryTests.key)) else { return nil }
            return (try? Keyring(current: key).open(envelope, for: .tokenCache))?
                .secret.withBytes { Array($0) }
        }
    }
}
