import CurlHTTP
import SyncCore
import TestSupport
import Testing
import ZohoSimulator

@testable import ZohoAPI

/// Whose client it is: the decision, and a holder that asks.
@Suite(.hangGuard)
struct AccountsDataCenterTests {
    private static let places = ["us", "eu", "in"].map {
        DataCenterSearch.Place(name: $0, accountsServer: "https://accounts.\($0)")
    }

    @Test(arguments: [
        (TokenAnswer.refused("invalid_client"), DataCenterSearch.Finding.unknown),
        (.refused("unauthorized_client"), .unknown),
        (.refused("invalid_client_secret"), .known), (.refused("invalid_code"), .known),
        (.granted(token: Secret("t"), apiDomain: nil, seconds: 1), .known),
        (.throttled(retryAfter: nil), .silent), (.unavailable("x"), .silent),
        (.unreachable("x"), .silent), (.invalid("x"), .silent),
    ])
    func whatAnAnswerMeans(answer: TokenAnswer, finding: DataCenterSearch.Finding) {
        #expect(DataCenterSearch.Finding(answer) == finding)
    }

    @Test func eachIsAskedOnce_UntilOneKnowsTheClient() {
        var search = DataCenterSearch(Self.places, refusing: "https://accounts.us")
        #expect(search.next?.name == "eu")
        search.note(.silent, of: Self.places[1])
        #expect(search.next?.name == "in" && search.home == nil)
        var found = search
        found.note(.known, of: Self.places[2])
        #expect(found.home?.name == "in" && found.next == nil && !found.isNowhere)
        search.note(.unknown, of: Self.places[2])
        // Who said nothing may still know it.
        #expect(search.home == nil && search.next == nil && !search.isNowhere)
        #expect(search.lasting == ["in": .unknown])
        let later = DataCenterSearch(
            Self.places, refusing: "https://accounts.us", findings: search.lasting)
        #expect(later.next?.name == "eu")
    }

    @Test func whereAllHaveSaidNo_ItIsNowhere() {
        var search = DataCenterSearch(Self.places)
        for place in Self.places { search.note(.unknown, of: place) }
        #expect(search.isNowhere)
        #expect(!DataCenterSearch([]).isNowhere && DataCenterSearch([]).next == nil)
    }

    @Test func theRightDataCentreIsNamed_OnceAndWithoutASecret() async throws {
        let bench = AccountsBench { _, request in
            let error =
                request.url.hasPrefix("https://accounts.in")
                ? "invalid_client_secret" : "invalid_client"
            return HTTPResponse(accounts: #"{"error":"\#(error)"}"#)
        }
        func holder() -> TokenHolder {
            bench.holder(server: "https://accounts.us", dataCenters: Self.places)
        }
        let first = holder()
        await #expect {
            try await first.token()
        } throws: { thrown in
            let failure = thrown as? SyncFailure
            return failure?.code == .reauthorizationRequired
                && failure?.message.contains("data centre in (https://accounts.in)") == true
                && failure?.hint == "set data_center: zohosync config set data_center in"
        }
        #expect(
            bench.requests.map(\.url)
                == ["us", "eu", "in"].map { "https://accounts.\($0)/oauth/v2/token" })
        for request in bench.requests.dropFirst() {
            let body = String(decoding: request.body ?? [], as: UTF8.self)
            #expect(!body.contains("cret=se") && !body.contains("1000.refresh"))
            #expect(body.contains("client_id=1000.CLIENT"))
        }
        #expect(bench.events.map(\.name) == [.reauthorizationRequired])
        #expect(await first.state.lastError?.message.contains("data centre in") == true)

        // A restart asks the configured one, and remembers the others.
        _ = try? await holder().token()
        #expect(bench.requests.count == 4)
        #expect(bench.requests.last?.url.hasPrefix("https://accounts.us") == true)
        #expect(bench.events.last?.message.contains("data centre in") == true)

        // Another client has to be asked for anew.
        let other = Credentials(
            clientID: "1000.OTHER", clientSecret: Secret("s"), refreshToken: Secret("r"))
        await first.replaceCredentials(
            other, accountsServer: "https://accounts.us", dataCenters: Self.places)
        _ = try? await first.token()
        #expect(bench.requests.count == 7)
    }

    @Test func aServerChosenByHand_IsTheOnlyOneThatIsAsked() async throws {
        let bench = AccountsBench { _, _ in HTTPResponse(accounts: #"{"error":"invalid_client"}"#) }
        _ = try? await bench.holder(dataCenters: []).token()
        #expect(bench.requests.count == 1)
        #expect(bench.events.first?.message.contains("zohosync setup") == true)
    }

    @Test func aRefusedRefreshTokenIsNoReasonToAskAround() async throws {
        let bench = AccountsBench { _, _ in HTTPResponse(accounts: #"{"error":"invalid_code"}"#) }
        _ = try? await bench.holder(dataCenters: Self.places).token()
        #expect(bench.requests.count == 1)
        #expect(bench.events.first?.message.contains("zohosync setup --reauthorize") == true)
    }

    /// New credentials in the middle of it: the others are not asked for the old ones any more.
    @Test func newCredentialsEndTheSearch() async throws {
        let gate = Gate()
        let bench = AccountsBench { number, _ in
            if number == 2 { await gate.pass() }
            return number < 3
                ? HTTPResponse(accounts: #"{"error":"invalid_client"}"#) : .token(number)
        }
        let holder = bench.holder(server: "https://accounts.us", dataCenters: Self.places)
        let waiting = Task { try await holder.token() }
        await gate.arrival()
        // Who asks meanwhile is refused at once.
        await #expect(throws: SyncFailure.self) { try await holder.token() }
        await holder.replaceCredentials(.other, accountsServer: "https://accounts.eu")
        gate.open()
        #expect(try await waiting.value.value == Secret("1000.t.3"))
        #expect(bench.events.map(\.name) == [.tokenRefreshed])
        #expect(bench.requests.count == 3)
    }

    /// Whoever asked for the token has left; the answer is for the one who reads the status later.
    @Test func aCallerWhoLeaves_DoesNotEndTheSearch() async throws {
        let (first, last) = (Gate(), Gate())
        let bench = AccountsBench { number, request throws(HTTPFailure) in
            if number == 2 { await first.pass() }
            if number == 3 { await last.pass() }
            // As libcurl does.
            if Task.isCancelled { throw HTTPFailure(.cancelled, "left") }
            let error =
                request.url.hasPrefix("https://accounts.in")
                ? "invalid_client_secret" : "invalid_client"
            return HTTPResponse(accounts: #"{"error":"\#(error)"}"#)
        }
        let holder = bench.holder(server: "https://accounts.us", dataCenters: Self.places)
        let caller = Task { try await holder.token() }
        await first.arrival()
        caller.cancel()
        // It does not wait for the rest.
        let left = await #expect(throws: SyncFailure.self) { try await caller.value }
        #expect(left?.code == .cancelled)
        first.open()
        await last.arrival()
        let told = Gate()
        bench.onEvent { told.open() }
        last.open()
        await told.pass()
        #expect(await holder.state.lastError?.hint?.hasSuffix("config set data_center in") == true)
        #expect(bench.events.map(\.name) == [.reauthorizationRequired])
        #expect(bench.events.first?.message.contains("data centre in") == true)
        #expect(bench.requests.count == 3)
    }

    /// Who did not answer yesterday is asked again with the daily reminder, and nobody else.
    @Test func theDailyReminder_GoesOnWithTheSearch() async throws {
        let bench = AccountsBench { number, request throws(HTTPFailure) in
            if number == 2 { throw HTTPFailure(.unreachable, "no such host") }
            let isHome = number == 4 && request.url.hasPrefix("https://accounts.eu")
            return HTTPResponse(
                accounts: #"{"error":"\#(isHome ? "invalid_code" : "invalid_client")"}"#)
        }
        let holder = bench.holder(server: "https://accounts.us", dataCenters: Self.places)
        _ = try? await holder.token()
        #expect(bench.requests.count == 3)
        #expect(bench.events.last?.message.contains("or belongs to another data centre") == true)
        bench.advance(12 * 3600)
        await holder.refreshIfDue()
        #expect(bench.requests.count == 3 && bench.events.count == 1)
        bench.advance(12 * 3600)
        await holder.refreshIfDue()
        #expect(bench.requests.count == 4)
        #expect(bench.requests.last?.url.hasPrefix("https://accounts.eu") == true)
        #expect(
            bench.events.map(\.name) == [.reauthorizationRequired, .reauthorizationRequired])
        #expect(bench.events.last?.message.contains("data centre eu") == true)
        #expect(bench.events.last?.message.contains("since") == true)
        // It is known now.
        bench.advance(24 * 3600)
        await holder.refreshIfDue()
        #expect(bench.requests.count == 4 && bench.events.count == 3)
    }

    /// Nobody is called up at night for credentials that have been replaced meanwhile.
    @Test func newCredentialsDuringTheReminder_AreNotReminded() async throws {
        let gate = Gate()
        let bench = AccountsBench { number, _ throws(HTTPFailure) in
            if number == 2 { throw HTTPFailure(.unreachable, "no such host") }
            if number == 4 { await gate.pass() }
            return number < 5
                ? HTTPResponse(accounts: #"{"error":"invalid_client"}"#) : .token(number)
        }
        let holder = bench.holder(server: "https://accounts.us", dataCenters: Self.places)
        _ = try? await holder.token()
        bench.advance(24 * 3600)
        let timer = Task { await holder.refreshIfDue() }
        await gate.arrival()
        await holder.replaceCredentials(.other, accountsServer: "https://accounts.eu")
        gate.open()
        await timer.value
        #expect(bench.events.map(\.name) == [.reauthorizationRequired, .tokenRefreshed])
        #expect(bench.requests.count == 5)
    }

    /// Two real ones, each with a client of its own.
    @Test func twoDataCentres_OnLoopback() async throws {
        func simulator(_ clientID: String) -> ZohoSimulator {
            var configuration = ZohoSimulator.Configuration()
            configuration.dataSet = .empty
            configuration.clientID = clientID
            return ZohoSimulator(configuration)
        }
        let (wrong, right) = (simulator("1000.SOMEBODY"), simulator("1000.CLIENT"))
        try await wrong.start()
        try await right.start()
        let http = CurlClient()
        let sink = AccountsBench { number, _ in .token(number) }
        let holder = TokenHolder(
            credentials: .sample, accountsServer: wrong.baseURL,
            dataCenters: [
                .init(name: "us", accountsServer: wrong.baseURL),
                .init(name: "uk", accountsServer: "http://127.0.0.1:1"),
                .init(name: "eu", accountsServer: right.baseURL),
            ], http: http, cache: TokenCache(path: nil), now: { accountsNoon }, sink: sink)
        _ = try? await holder.token()
        let message = try #require(sink.events.first?.message)
        #expect(message.contains("data centre eu (\(right.baseURL))"))
        #expect(wrong.violations.isEmpty && right.violations.isEmpty)
        #expect(right.statistics.tokenRequests == 1)
        await http.close()
        try await wrong.shutdown()
        try await right.shutdown()
    }
}
