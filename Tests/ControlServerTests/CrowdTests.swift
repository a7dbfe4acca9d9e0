import SyncCore
import Synchronization
import TestSupport
import Testing

@testable import ControlServer

/// Many clients, most of them slow or worse: the healthy ones are answered.
@Suite struct CrowdTests {
    private static let status = "GET \(base)/status HTTP/1.1\r\nHost: localhost\r\n\r\n"

    /// How a client may be slow.
    private enum Slowness: CaseIterable {
        case silent, halfHeader, halfBody, halfOpen, neverReads, rests, followsFeed
    }

    /// Does what slow clients do, and stays.
    private func slowClient(_ path: String, _ slowness: Slowness) async throws -> RawClient {
        let client = try RawClient(path: path)
        switch slowness {
        case .silent: break
        case .halfHeader: await client.send("GET \(base)/status HTTP/1.1\r\nHost: loc")
        case .halfBody:
            await client.send(
                "POST \(base) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{\"a\":")
        case .halfOpen:
            await client.send("GET \(base)/sta")
            client.endSending()
        case .neverReads: await client.send(String(repeating: Self.status, count: 50))
        case .rests:
            await client.send(Self.status)
            _ = await client.read(until: "}\n")
        case .followsFeed: await client.send(Self.status.replacing("/status", with: "/events"))
        }
        return client
    }

    @Test func theHealthyAreAnswered_WhileTheSlowAreThere() async throws {
        let service = ScriptedService()
        var limits = Limits.patient
        limits.idleTime = .seconds(600)
        try await withServer(service, limits: limits) { path, _ in
            var slow: [(client: RawClient, slowness: Slowness)] = []
            for number in 0..<140 {
                let slowness = Slowness.allCases[number % Slowness.allCases.count]
                slow.append((try await slowClient(path, slowness), slowness))
            }
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<30 {
                    group.addTask { try await exchange(path, text("GET", base + "/status")) }
                }
                for try await answer in group { #expect(answer.hasPrefix("HTTP/1.1 200 ")) }
            }
            // They are still there: nobody made room by leaving, but for those who can send no more.
            for (client, slowness) in slow where slowness != .halfOpen {
                #expect(!client.hasPeerLeft, "\(slowness)")
            }
        }
    }

    /// Half of all connections are one user's; root and the daemon's own user are not held to it.
    @Test(.enabled(if: Person.canBe, Person.needs))
    func whoHoldsItsShare_IsTurnedAway_AndOthersAreNot() async throws {
        var limits = Limits.patient
        limits.connections = 16
        let service = ScriptedService()
        let alice = Person(name: "alice", uid: 61_000, gid: 61_050, role: .operator)
        let bob = Person(name: "bob", uid: 61_001, gid: 61_050, role: .operator)
        try await Person.withOpenServer(service, limits: limits) { path in
            let feeds = (0..<20).map { _ in ("GET", base + "/events", String?.none) }
            async let statuses = alice.ask(feeds, path, inParallel: true)
            _ = try await eventually("the refusals") { service.refusals.count == 12 ? true : nil }
            #expect(try await bob.ask([("GET", base + "/status", nil)], path) == [200])
            #expect(try await exchange(path, text("GET", base + "/status")).contains(" 200 OK"))
            service.script.withLock { script in
                for feed in script.feeds { feed.finish() }
            }
            let answers = try await statuses
            #expect(answers.count { $0 == 200 } == 8)
            #expect(answers.count { $0 == 503 } == 12)
            // Whoever has left has made room, as soon as the server has seen it.
            _ = try await eventually("room") {
                try await alice.ask([("GET", base + "/status", nil)], path) == [200] ? true : nil
            }
        }
        // (Those of the last wait among them.)
        #expect(service.refusals.count >= 12)
        #expect(service.refusals.allSatisfy { $0.reason == .crowd && $0.caller?.uid == 61_000 })
        #expect(Set(service.refusals.map(\.code)) == [.tooManyConnections])
    }

    @Test func largeBodies_ShareTheirMemory() async throws {
        var limits = Limits.patient
        limits.allBodyBytes = 300_000
        limits.lingerTime = .seconds(10)
        try await withServer(limits: limits) { path, _ in
            func post(_ bytes: Int) -> String {
                text("POST", base, "{" + String(repeating: " ", count: bytes - 2) + "}")
            }
            // Arrives slowly, and takes most of what there is.
            let slow = try RawClient(path: path)
            let request = post(250_000)
            await slow.send(String(request.dropLast()))
            #expect(try await exchange(path, text("GET", base + "/status")).contains(" 200 OK"))
            let second = try await exchange(path, post(200_000))
            #expect(second.hasPrefix("HTTP/1.1 503 "))
            #expect(second.contains("too_many_connections"))
            // A change of a usual size is always possible.
            #expect(try await exchange(path, post(16_000)).hasPrefix("HTTP/1.1 200 "))
            await slow.send("}")
            #expect(await slow.read().hasPrefix("HTTP/1.1 200 "))
            #expect(try await exchange(path, post(200_000)).hasPrefix("HTTP/1.1 200 "))
            // Whoever leaves in the middle gives it back as well.
            for _ in 0..<3 {
                let gone = try RawClient(path: path)
                await gone.send(String(request.dropLast()))
                gone.leave()
                _ = await gone.read()
            }
            #expect(try await exchange(path, post(250_000)).hasPrefix("HTTP/1.1 200 "))
        }
    }
}
