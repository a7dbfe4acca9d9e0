import CurlHTTP
import Settings
import SyncCore
import Synchronization
import TestSupport
import Testing
import ZohoAPI
import ZohoSimulator

@testable import Setup

/// The conversation against simulated accounts servers, one a data centre.
@Suite(.hangGuard)
struct SetupTests {
    private static let id = ZohoSimulator.exampleClientID
    private static let secret = ZohoSimulator.exampleClientSecret

    @Test func aNewConfiguration_IsWrittenWhole() async throws {
        try await withCentres { centres in
            let script = Script(["eu", Self.id, Self.secret, centres.eu.issueGrantCode()])
            let memory = Memory()
            let checks = try await centres.setup(script, memory).run()
            #expect(checks.map(\.isGood) == [true])
            let patch = try #require(memory.patches.first)
            #expect(patch["data_center"] == "eu" && patch["accounts_server"] == nil)
            #expect(patch["client_id"] == .string(Self.id))
            #expect(patch["client_secret"] == .string(Self.secret))
            #expect(patch["refresh_token"]?.string?.hasPrefix("1000.") == true)
            #expect(patch["modules"]?["Zoho CRM"]?["enabled"] == true)
            #expect(patch["modules"]?["Zoho Invoice"]?["enabled"] == false)
            #expect(script.answersLeft == 0)
            #expect(centres.eu.violations.isEmpty && centres.us.violations.isEmpty)
            // What is asked for is asked in the order that scripts rely on.
            let order = ["Data centre", "Client ID", "Client secret", "Grant code"]
            for (question, start) in zip(script.questions, order) {
                #expect(question.hasPrefix(start))
            }
        }
    }

    /// Another one can be named by an option; the example's is nobody's.
    @Test func theDataCentreOfTheConfiguration_IsNotAskedFor() async throws {
        try await withCentres { centres in
            let memory = Memory(["data_center": "eu", "client_id": "1000.MINE"])
            let script = Script([Self.id, Self.secret, centres.eu.issueGrantCode()])
            _ = try await centres.setup(script, memory).run()
            #expect(memory.patches.first?["client_id"] == .string(Self.id))
            #expect(script.told.contains("data centre: eu"))
        }
    }

    @Test func anAnswerInTheWrongPlace_IsNotRepeated() async throws {
        try await withCentres { centres in
            let code = centres.eu.issueGrantCode()
            let script = Script([code], isTerminal: false)
            let failure = await #expect(throws: SetupFailure.self) {
                try await centres.setup(script, Memory()).run()
            }
            #expect(failure?.kind == .usage)
            #expect(!script.told.contains(code) && failure.map { "\($0)" }?.contains(code) == false)
        }
    }

    @Test func theScopes_AreToldBeforeTheCode_OnOneLine() async throws {
        try await withCentres { centres in
            let script = Script(["eu", Self.id, Self.secret])
            await #expect(throws: SetupFailure.self) {
                try await centres.setup(script, Memory()).run()
            }
            let line = script.told.split(separator: "\n").first { $0.hasPrefix("ZohoCRM.") }
            let scopes = try #require(line).split(separator: ",").map(String.init)
            #expect(
                scopes.count == Set(scopes).count && scopes.allSatisfy { $0.hasSuffix(".READ") })
            #expect(scopes.contains("ZohoInventory.items.READ"))
            #expect(!scopes.contains { $0.hasPrefix("ZohoInvoice.") })
        }
    }

    /// At a terminal the right one is offered, a script gets it; the code is not lost.
    @Test(arguments: [true, false])
    func aClientOfAnotherDataCentre_IsFound(isTerminal: Bool) async throws {
        try await withCentres { centres in
            let answers = ["us", Self.id, Self.secret, centres.eu.issueGrantCode()]
            let script = Script(answers + (isTerminal ? [""] : []), isTerminal: isTerminal)
            let memory = Memory()
            _ = try await centres.setup(script, memory).run()
            #expect(memory.patches.first?["data_center"] == "eu")
            let said = script.told + script.questions.joined()
            #expect(said.contains("belongs to data centre eu (\(centres.eu.baseURL))"))
            #expect(centres.us.violations.isEmpty && centres.eu.violations.isEmpty)
        }
    }

    /// Before a code is asked for: the token would be written and not used.
    @Test(arguments: [
        (["refresh_token"], true, true), (["client_id"], true, true),
        (["client_secret"], false, true),
        (["client_secret"], true, false), ([], false, false),
    ])
    func whatAVariableWinsOver_IsToldBeforeTheCode(
        keys: [String], isReauthorization: Bool, isRefused: Bool
    ) async throws {
        try await withCentres { centres in
            let script = Script([])
            let memory = Memory(["client_id": .string(Self.id)], overridden: keys)
            let order = SetupOrder(isReauthorization: isReauthorization)
            let setup = Setup(order, dialogue: script, target: memory, http: CurlClient())
            let failure = await #expect(throws: SetupFailure.self) { _ = try await setup.run() }
            #expect(failure?.message.contains("environment variable") == isRefused)
            #expect(!isRefused || failure?.kind == .config)
            #expect(script.questions.isEmpty == isRefused)
            #expect(memory.patches.isEmpty)
        }
    }

    /// Each data centre claims the client when it is asked, and none takes it: that must end.
    @Test func aClientThatAllClaimAndNoneTakes_IsNotSentRoundAndRound() async throws {
        let http = Claimants()
        let memory = Memory()
        let setup = Setup(
            SetupOrder(dataCenter: .us), dialogue: Script([Self.id, Self.secret, "1000.code"]),
            target: memory, http: http)
        let failure = await failure { try await setup.run() }
        #expect(failure?.message.contains("(invalid_client)") == true)
        #expect(http.grants == ["https://accounts.zoho.com", "https://accounts.zoho.eu"])
        #expect(memory.patches.isEmpty)
    }

    @Test func noMeansNo() async throws {
        try await withCentres { centres in
            let answers = ["us", Self.id, Self.secret, centres.eu.issueGrantCode(), "n"]
            let memory = Memory()
            await #expect(throws: SetupFailure.self) {
                try await centres.setup(Script(answers, isTerminal: true), memory).run()
            }
            #expect(memory.patches.isEmpty)
        }
    }

    @Test(arguments: [
        ("1000.UNKNOWN", secret, "invalid_client"), (id, "wrong", "invalid_client_secret"),
        (id, secret, "invalid_code"),
    ])
    func whatZohoRefuses_IsExplained_AndNothingIsWritten(
        id: String, secret: String, error: String
    ) async throws {
        try await withCentres { centres in
            let memory = Memory()
            let failure = await failure {
                try await centres.setup(Script(["eu", id, secret, "1000.stale"]), memory).run()
            }
            #expect(failure?.kind == .failed)
            #expect(failure?.message.contains("(\(error))") == true)
            #expect(failure?.message.hasSuffix("nothing was written") == true)
            #expect(memory.patches.isEmpty)
        }
    }

    @Test func aMistypedCode_IsAskedForAgain_AtATerminal() async throws {
        try await withCentres { centres in
            let code = centres.eu.issueGrantCode()
            let script = Script(
                ["eu", Self.id, Self.secret, "1000.stale", code], isTerminal: true)
            let memory = Memory()
            _ = try await centres.setup(script, memory).run()
            #expect(memory.patches.count == 1)
            #expect(script.told.contains("invalid_code"))
        }
    }

    @Test func withoutARefreshToken_NothingIsWritten() async throws {
        try await withCentres({ $0.switches.withholdsRefreshToken = true }) { centres in
            let memory = Memory()
            let script = Script(["eu", Self.id, Self.secret, centres.eu.issueGrantCode()])
            let failure = await failure { try await centres.setup(script, memory).run() }
            #expect(failure?.hint.contains("Self Client") == true)
            #expect(memory.patches.isEmpty)
        }
    }

    @Test func missingScopes_AreTold() async throws {
        try await withCentres { centres in
            let code = centres.eu.issueGrantCode(scopes: [
                "ZohoCRM.modules.ALL", "ZohoCRM.settings.READ", "ZohoBooks.fullaccess.all",
            ])
            let script = Script(["eu", Self.id, Self.secret, code])
            _ = try await centres.setup(script, Memory()).run()
            let told = script.told.split(separator: "\n").drop {
                !$0.hasPrefix("The code was made without")
            }
            #expect(told.contains { $0.contains("ZohoCRM.users.READ: crm_users") })
            #expect(told.contains { $0.contains("  all of Zoho Inventory") })
            #expect(!told.contains { $0.contains("ZohoCRM.modules") || $0.contains("ZohoBooks") })
        }
    }

    @Test func reauthorizing_AsksForTheCodeOnly_AndKeepsTheRest() async throws {
        try await withCentres { centres in
            let present: JSONValue = [
                "data_center": "eu", "client_id": "1000.MINE", "organization_id": "7",
                "modules": ["Zoho CRM": ["enabled": true]],
            ]
            let memory = Memory(present, secret: Secret(Self.secret))
            let script = Script([centres.mine.issueGrantCode()])
            _ = try await centres.setup(
                script, memory, SetupOrder(isReauthorization: true), eu: centres.mine
            ).run()
            let patch = try #require(memory.patches.first?.object)
            #expect(patch.members.map(\.key) == ["refresh_token"])
            #expect(!script.told.contains("ZohoBooks."))
        }
    }

    @Test func reauthorizingTheExample_IsRefused() async throws {
        try await withCentres { centres in
            let example: JSONValue = [
                "client_id": .string(Self.id), "organization_id": "10234695",
            ]
            for present in [nil, example] {
                let failure = await failure {
                    try await centres.setup(
                        Script([]), Memory(present), SetupOrder(isReauthorization: true)
                    ).run()
                }
                #expect(failure?.kind == .config)
            }
        }
    }

    @Test func aWriteThatFails_IsTriedAgainAtATerminal_AndElseTold() async throws {
        let full = SetupFailure(.inputOutput, "the disk is full", hint: "free some space")
        for isTerminal in [true, false] {
            try await withCentres { centres in
                let memory = Memory(failures: [full])
                let script = Script(
                    ["eu", Self.id, Self.secret, centres.eu.issueGrantCode(), ""],
                    isTerminal: isTerminal)
                let failure = await failure { try await centres.setup(script, memory).run() }
                #expect((failure == nil) == isTerminal)
                #expect(memory.patches.count == (isTerminal ? 1 : 0))
                guard let failure else { return }
                #expect(failure.kind == .inputOutput && failure.message.contains("was not kept"))
            }
        }
    }

    @Test func whatCannotBeTried_IsWrittenAllTheSame_AndSaidSo() async throws {
        try await withCentres { centres in
            let memory = Memory(canCheck: false)
            let script = Script(["eu", Self.id, Self.secret, centres.eu.issueGrantCode()])
            let failure = await failure { try await centres.setup(script, memory).run() }
            #expect(failure?.message.hasPrefix("the configuration is written") == true)
            #expect(memory.patches.count == 1)
        }
    }

    @Test func theExamplesOrganisation_IsNobodys() async throws {
        try await withCentres { centres in
            let present: JSONValue = [
                "data_center": "us", "client_id": .string(Self.id), "organization_id": "10234695",
                "modules": ["Zoho CRM": ["enabled": true]],
            ]
            let memory = Memory(present)
            let script = Script(["eu", Self.id, Self.secret, centres.eu.issueGrantCode()])
            _ = try await centres.setup(script, memory).run()
            #expect(memory.patches.first?["organization_id"] == .some(.null))
            #expect(memory.patches.first?["modules"] == nil)
        }
    }

    private func failure(_ body: () async throws -> [SetupCheck]) async -> SetupFailure? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error as? SetupFailure
        }
    }
}

/// Accounts servers that look at the code before the client, and at the client only then.
private final class Claimants: HTTPClient {
    private let asked = Mutex<[String]>([])

    /// Which of them were shown the real secret.
    var grants: [String] { asked.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let body = String(decoding: request.body ?? [], as: UTF8.self)
        let isQuestion = body.contains("client_secret=none")
        let count = asked.withLock { asked in
            if !isQuestion {
                asked.append(request.url.split(separator: "/oauth").first.map(String.init) ?? "")
            }
            return asked.count
        }
        guard count < 10 else { throw HTTPFailure(.unreachable, "enough") }
        let error = isQuestion ? "invalid_code" : "invalid_client"
        return HTTPResponse(
            status: 200, headers: [], body: Array(#"{"error":"\#(error)"}"#.utf8))
    }
}

/// Two data centres; the client of the tests belongs to the second.
private struct Centres {
    let us: ZohoSimulator
    let eu: ZohoSimulator
    /// One that knows the client of a configuration that is there.
    let mine: ZohoSimulator
    let http: CurlClient

    func setup(
        _ script: Script, _ memory: Memory, _ order: SetupOrder = SetupOrder(),
        eu: ZohoSimulator? = nil
    ) -> Setup {
        Setup(
            order, dialogue: script, target: memory, http: http,
            places: [
                .init(name: "us", accountsServer: us.baseURL),
                .init(name: "eu", accountsServer: (eu ?? self.eu).baseURL),
                // Nobody is there, and that is no error.
                .init(name: "uk", accountsServer: "http://127.0.0.1:1"),
            ])
    }
}

private func withCentres(
    _ change: (inout ZohoSimulator.Configuration) -> Void = { _ in },
    _ body: (Centres) async throws -> Void
) async throws {
    func simulator(_ clientID: String) -> ZohoSimulator {
        var configuration = ZohoSimulator.Configuration()
        configuration.dataSet = .empty
        configuration.clientID = clientID
        change(&configuration)
        return ZohoSimulator(configuration)
    }
    let centres = Centres(
        us: simulator("1000.SOMEBODY"), eu: simulator(ZohoSimulator.exampleClientID),
        mine: simulator("1000.MINE"), http: CurlClient())
    let all = [centres.us, centres.eu, centres.mine]
    for simulator in all { try await simulator.start() }
    let result: Result<Void, any Error>
    do {
        result = .success(try await body(centres))
    } catch {
        result = .failure(error)
    }
    await centres.http.close()
    for simulator in all { try await simulator.shutdown() }
    try result.get()
}
