import CurlHTTP
import GRDB
import Mirror
import SyncCore
import Synchronization
import TestSupport
import Testing
import ZohoAPI
import ZohoSimulator

@testable import SyncEngine

/// The same promise as `HistoryTests`, over real HTTP to the simulator: pages of 200, page tokens,
/// field slices, with changes between any two requests.
@Suite(.serialized)
struct HTTPHistoryTests {
    @Test(arguments: 0..<24)
    func mutationsBetweenRequests_thenOneSync_equalsTruth(seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let isWide = random.chance(40)
        let simulator = try await startedSimulator(&random, isWide: isWide)
        let folder = try TemporaryFolder()
        let mirror = try SQLiteMirror(path: folder.path + "/zoho.sqlite")
        let life = Life(simulator, random: random)
        for _ in 0..<3 {
            life.isQuiet = false
            _ = await sync(simulator, mirror)
            life.isQuiet = true
            life.change(times: 5)
        }
        let result = await sync(simulator, mirror)
        #expect(result.state == .succeeded, "\(String(describing: result.error))")
        mirror.close()
        try compare(simulator, database: folder.path + "/zoho.sqlite", seed: seed)
        #expect(simulator.violations.isEmpty)
        try await simulator.shutdown()
    }

    private func startedSimulator(
        _ random: inout SeededGenerator, isWide: Bool
    ) async throws -> ZohoSimulator {
        var configuration = ZohoSimulator.Configuration()
        let fields =
            [ZohoSimulator.FieldDefinition("Value", "text")]
            + (0..<(isWide ? 60 : 0)).map { .init("Field_\($0)", "text") }
        configuration.dataSet = .custom([
            ZohoSimulator.ModuleDefinition("Things", fields: SimulatorModule.standardFields(fields))
        ])
        configuration.switches.snapshotTokens = random.chance(30)
        configuration.switches.unstableTies = random.chance(30)
        configuration.switches.restoreBumpsModified = random.chance(50)
        configuration.switches.deletedOldestFirst = random.chance(50)
        configuration.switches.nothingNewIs304 = random.chance(50)
        let simulator = ZohoSimulator(configuration)
        let crowd = Int.random(in: 0..<650, using: &random)
        for number in 0..<Int.random(in: 0..<900, using: &random) {
            if number > crowd || number < crowd / 2, random.chance(20) {
                simulator.clock.advance(bySeconds: 1)
            }
            simulator.create(module: "Things", ["Value": .string("v\(number)")])
        }
        if random.chance(50) { simulator.clock.advance(bySeconds: 4000) }
        try await simulator.start()
        return simulator
    }

    private func sync(_ simulator: ZohoSimulator, _ mirror: SQLiteMirror) async -> StreamResult {
        let time = TimeSource(
            now: { UTCInstant(seconds: simulator.clock.seconds) }, sleep: { _ in })
        let http = CurlClient()
        let tokens = TokenHolder(
            credentials: Credentials(
                clientID: ZohoSimulator.exampleClientID,
                clientSecret: Secret(ZohoSimulator.exampleClientSecret),
                refreshToken: Secret(ZohoSimulator.exampleRefreshToken)),
            accountsServer: simulator.baseURL, http: http, cache: TokenCache(path: nil),
            now: time.now, sink: NoSink())
        let caller = ZohoCaller(
            http: http, tokens: tokens,
            rations: Rations(key: "crm", store: mirror, time: time, sink: NoSink()), time: time,
            sink: NoSink(), module: .crm)
        var runner = StreamRunner(
            module: .crm,
            stream: StreamDescription(
                zohoName: "Things", table: "crm_things", reading: .records),
            order: .init(
                mode: .incremental, isManual: false, acceptDeletions: false,
                fullSweep: .seconds(86400)),
            source: CRMSource(caller: caller), mirror: mirror, time: time, sink: NoSink(),
            cancel: CancelFlag(), report: { _ in })
        let result = await runner.run().result
        await http.close()
        return result
    }

    private func compare(_ simulator: ZohoSimulator, database: String, seed: Int) throws {
        let rows = try DatabaseQueue(path: database).read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT id, value, modified_time FROM crm_things WHERE _deleted_at IS NULL")
        }
        let local = Dictionary(
            uniqueKeysWithValues: rows.map { row in
                (row["id"] as String, "\(row["value"] as String) \(row["modified_time"] as String)")
            })
        let truth = Dictionary(
            uniqueKeysWithValues: simulator.truth(module: "Things").map { record in
                (
                    record.id,
                    "\(record.fields["Value"]?.text ?? "") \(record.fields["Modified_Time"]?.text ?? "")"
                )
            })
        let differences = Set(local.keys).union(truth.keys).sorted()
            .filter { local[$0] != truth[$0] }
            .map { "\($0): local \(local[$0] ?? "none"), truth \(truth[$0] ?? "none")" }
        #expect(differences == [], "seed \(seed)")
    }
}

extension SimulatorValue {
    /// The text, if it is one.
    fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }
}

/// Changes the simulator's records before its requests, from a seed.
private final class Life: Sendable {
    private struct State {
        var random: SeededGenerator
        var isQuiet = true
        var listed: Set<String> = []
        var count = 0
    }
    private let simulator: ZohoSimulator
    private let state: Mutex<State>

    init(_ simulator: ZohoSimulator, random: SeededGenerator) {
        self.simulator = simulator
        state = Mutex(State(random: random))
        simulator.setBeforeRequest { [self] _, path in
            guard !isQuiet else { return }
            change(times: 2)
            guard path.contains("/deleted") else { return }
            state.withLock { $0.listed = Set(simulator.deletedIDs(module: "Things")) }
        }
    }

    var isQuiet: Bool {
        get { state.withLock { $0.isQuiet } }
        set { state.withLock { $0.isQuiet = newValue } }
    }

    func change(times: Int) {
        state.withLock { state in
            for _ in 0..<times { change(&state) }
        }
    }

    private func change(_ state: inout State) {
        if state.random.chance(30) { simulator.clock.advance(bySeconds: 1) }
        state.count += 1
        let value = ["Value": SimulatorValue.string("changed \(state.count)")]
        let ids = simulator.recordIDs(module: "Things")
        let deleted = simulator.deletedIDs(module: "Things").filter {
            simulator.configuration.switches.restoreBumpsModified || state.listed.contains($0)
        }
        guard let id = ids.randomElement(using: &state.random) else {
            _ = simulator.create(module: "Things", value)
            return
        }
        switch Int.random(in: 0..<10, using: &state.random) {
        case 0..<3: _ = simulator.create(module: "Things", value)
        case 3..<7: simulator.update(module: "Things", id: id, value)
        case 7..<9:
            simulator.delete(module: "Things", id: id)
            state.listed.remove(id)
        default:
            guard let back = deleted.randomElement(using: &state.random) else { return }
            simulator.restore(module: "Things", id: back)
        }
    }
}
