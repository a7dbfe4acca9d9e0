import ControlAPI
import SyncCore
import TestSupport
import Testing

@testable import ControlServer

/// Every route of the table, asked by processes that really are somebody else.
@Suite struct RoleWalkTests {
    private static let people = [
        Person(name: "outsider", uid: 61_000, gid: 61_000, groups: [61_001, 61_002], role: nil),
        Person(name: "operator by primary group", uid: 61_000, gid: 61_050, role: .operator),
        Person(
            name: "operator by another group", uid: 61_000, gid: 61_000, groups: [61_001, 61_050],
            role: .operator),
        Person(name: "admin by primary group", uid: 61_000, gid: 61_060, role: .admin),
        Person(
            name: "admin by another group", uid: 61_000, gid: 61_000, groups: [61_050, 61_060],
            role: .admin),
        Person(
            name: "member of very many groups", uid: 61_000, gid: 61_000,
            groups: Array(62_000..<62_200) + [61_060], role: .admin),
        Person(name: "the daemon's user", uid: 61_990, gid: 61_000, role: .admin),
        Person(name: "root", uid: 0, gid: 0, role: .admin),
        Person(name: "root's group alone", uid: 61_000, gid: 0, groups: [0], role: nil),
    ]

    /// What is asked: each route, and what else a role decides.
    private static let requests: [(method: String, path: String, role: Role, body: String?)] =
        Route.table.map { route in
            let path = route.pattern.replacing("{name}", with: "crm").replacing("{id}", with: "1")
            return (route.method, path, route.role, route.method == "POST" ? "{}" : nil)
        } + [
            ("GET", base + "?reveal=true", .admin, nil),
            ("GET", base + "?reveal=false", .viewer, nil),
        ]

    @Test(.enabled(if: Person.canBe, Person.needs), arguments: people)
    func everyRoute(person: Person) async throws {
        let service = ScriptedService { $0.endsFeeds = true }
        try await Person.withOpenServer(service) { path in
            let statuses = try await person.ask(
                Self.requests.map { ($0.method, $0.path, $0.body) }, path)
            #expect(statuses.count == Self.requests.count)
            for (request, status) in zip(Self.requests, statuses) {
                let isAllowed = person.role.map { $0 >= request.role } ?? false
                #expect(
                    isAllowed ? (200..<300).contains(status) : status == 403,
                    "\(person.name): \(request.method) \(request.path): \(status)")
            }
        }
        let refused = Self.requests.filter { request in
            person.role.map { $0 < request.role } ?? true
        }
        #expect(
            service.refusals.map(\.request)
                == refused.map { request in
                    "\(request.method) \(request.path.prefix { $0 != "?" })"
                })
        for refusal in service.refusals {
            #expect(refusal.caller?.uid == UInt32(person.uid))
            #expect(refusal.caller?.gid == UInt32(person.gid))
        }
        // The service is not even asked for what is refused.
        let feeds = person.role == nil ? 0 : 1
        #expect(service.asked.count == Self.requests.count - refused.count - feeds)
    }

    /// Before any of this, the kernel lets only the group in.
    @Test(.enabled(if: Person.canBe, Person.needs), arguments: people)
    func theSocket_LetsOnlyTheGroupIn(person: Person) async throws {
        let folder = try TemporaryFolder(mode: 0o755)
        let path = folder.path + "/s"
        let server = ControlServer(
            service: ScriptedService(), access: Person.policy, sink: RecordingSink())
        try await server.listen(on: path)
        async let running: Void = server.run()
        let statuses = try await person.ask([("GET", base + "/status", nil)], path)
        let isMember = person.gid == 61_050 || person.groups.contains(61_050)
        #expect(statuses == [isMember || person.uid == 0 ? 200 : 0])
        await server.shutdown(grace: .zero)
        await running
    }
}
