import Foundation
import GRDB
import Glibc
import SyncCore
import Synchronization
import TestSupport
import Testing
import ZohoSimulator

/// One test's world: a folder of its own, a simulator, a configuration, and the programs it starts.
final class Workbench: Sendable {
    let folder: String
    let simulator: ZohoSimulator
    let client: Client
    private let programs = Mutex<[Program]>([])

    var config: String { folder + "/config.json" }
    var socket: String { folder + "/control.sock" }
    var database: String { folder + "/data/zoho.sqlite" }
    var tokenCache: String { folder + "/data/token.json" }

    fileprivate init(simulator: ZohoSimulator) throws {
        self.simulator = simulator
        var template = Array("/tmp/zohosyncd-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError("mkdtemp") }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard mkdir(folder + "/data", 0o700) == 0 else { throw SystemError("mkdir") }
        client = Client(socket: folder + "/control.sock")
    }

    // MARK: Configuration

    /// Writes the configuration.
    func write(_ draft: ConfigDraft) throws {
        try write(draft.text(server: simulator.baseURL, database: database))
    }

    /// Writes the configuration as a text, in place of the one there.
    func write(_ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: config), options: .atomic)
        chmod(config, 0o600)
    }

    /// The configuration as it lies on disk.
    var configText: String { (try? String(contentsOfFile: config, encoding: .utf8)) ?? "" }

    /// Zoho CRM's `last_sync` as it lies on disk.
    func configuredLastSync() throws -> JSONValue? {
        try JSONDocument(configText).value["modules"]?["Zoho CRM"]?["last_sync"]
    }

    // MARK: Programs

    /// Starts a program in the folder. It is killed at the end of the test.
    func start(
        _ name: String, _ arguments: [String], environment: [String: String] = [:],
        listener: Int32? = nil
    ) throws -> Program {
        let program = try Program(
            name, arguments, environment: environment, listener: listener, folder: folder)
        programs.withLock { $0.append(program) }
        return program
    }

    /// Starts the daemon without waiting for anything.
    func startDaemon(
        _ arguments: [String] = [], environment: [String: String] = [:], listener: Int32? = nil
    ) throws -> Program {
        try start(
            "zohosyncd", ["--config", config, "--socket", socket] + arguments,
            environment: environment, listener: listener)
    }

    /// Starts the daemon and waits until it is ready.
    func daemon(
        _ arguments: [String] = [], environment: [String: String] = [:], listener: Int32? = nil
    ) async throws -> Program {
        let daemon = try startDaemon(arguments, environment: environment, listener: listener)
        try await daemon.line(" ready ")
        return daemon
    }

    /// Runs the daemon with `--once` to its end.
    @discardableResult
    func once(
        _ arguments: [String] = [], environment: [String: String] = [:],
        within limit: Duration = .deadline
    ) async throws -> (end: Program.End, program: Program) {
        let program = try start(
            "zohosyncd", ["--config", config, "--once"] + arguments, environment: environment)
        return (try await program.end(within: limit), program)
    }

    /// Runs the daemon with `--once` and expects success.
    func syncOnce(
        _ arguments: [String] = [], environment: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let (end, program) = try await once(arguments, environment: environment)
        #expect(
            end == .exited(0), "\(program.lines.suffix(5))", sourceLocation: sourceLocation)
    }

    /// Runs the daemon with `--once` until no detail is left to be read. Thousands of them may take
    /// longer on a busy machine than one sync gives them.
    func syncWhole(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        for _ in 0..<4 {
            let (end, program) = try await once()
            #expect(
                end == .exited(0), "\(program.lines.suffix(5))", sourceLocation: sourceLocation)
            if try detailsPending() == 0 { return }
        }
    }

    // MARK: The database

    /// Reads the database beside the daemon.
    func query<Value>(_ body: (Database) throws -> Value) throws -> Value {
        var configuration = GRDB.Configuration()
        configuration.busyMode = .timeout(5)
        return try DatabaseQueue(path: database, configuration: configuration).read(body)
    }

    /// When each row was last written, by table and id.
    func syncedAt() throws -> [String: String] {
        try query { db in
            var times: [String: String] = [:]
            // Children have no time of their own: their parent's tells.
            for table in try db.streamTables() {
                let key = try db.primaryKey(table).columns[0]
                let rows = try Row.fetchAll(
                    db, sql: "SELECT \"\(key)\" AS id, _synced_at FROM \"\(table)\"")
                for row in rows { times["\(table) \(row["id"] as String)"] = row["_synced_at"] }
            }
            return times
        }
    }

    /// How many rows a table has; none where there is no table or no database yet.
    func rows(_ table: String, _ condition: String = "") async throws -> Int {
        guard FileManager.default.fileExists(atPath: database) else { return 0 }
        return try query { db in
            guard try db.tableExists(table) else { return 0 }
            return try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table) \(condition)") ?? 0
        }
    }

    /// Expects that every table equals the simulator's truth.
    func expectTruth(
        _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let differences = try TruthCheck(simulator: simulator, database: database).differences()
        guard !differences.isEmpty else { return }
        let first = differences.prefix(8).joined(separator: "\n")
        Issue.record(
            "\(comment?.rawValue ?? "") \(differences.count) differences, such as\n\(first)",
            sourceLocation: sourceLocation)
    }

    /// Records whose details are still to be read.
    func detailsPending() throws -> Int {
        try query {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM zohosync_details") ?? 0
        }
    }

    // MARK: The end

    fileprivate func close(allowsViolations: Bool) async {
        let all = programs.withLock { $0 }
        for program in all { await program.destroy() }
        await client.close()
        expectNoSecrets(all)
        if !allowsViolations {
            #expect(simulator.violations.map(\.description) == [])
        }
        try? await simulator.shutdown()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func expectNoSecrets(_ programs: [Program]) {
        var secrets = [ConfigDraft.clientSecret, ConfigDraft.refreshToken]
        if let cache = try? String(contentsOfFile: tokenCache, encoding: .utf8),
            let token = (try? JSONDocument(cache))?.value["token"]?["access_token"]?.string
        {
            secrets.append(token)
        }
        for program in programs {
            for line in program.lines + [program.output] {
                #expect(!secrets.contains { line.contains($0) }, "a secret was written")
            }
        }
    }
}

/// Runs a test in a world of its own, and clears it away whatever happens. Without a data set it is
/// the small organisation.
func withWorkbench(
    _ dataSet: ZohoSimulator.DataSet? = nil, config: ConfigDraft? = ConfigDraft(),
    allowsViolations: Bool = false,
    simulator change: (inout ZohoSimulator.Configuration) -> Void = { _ in },
    _ body: (Workbench) async throws -> Void
) async throws {
    await Gate.programs.enter()
    var configuration = ZohoSimulator.Configuration()
    configuration.dataSet = dataSet ?? .small
    // The daemon goes by the machine's clock, and both must agree on how old a deletion is.
    configuration.clock = .real()
    change(&configuration)
    let simulator = ZohoSimulator(configuration)
    try await simulator.start()
    let bench = try Workbench(simulator: simulator)
    var failure: (any Error)?
    do {
        if dataSet == nil { simulator.fillSmall() }
        if let config { try bench.write(config) }
        try await body(bench)
    } catch {
        failure = error
    }
    await bench.close(allowsViolations: allowsViolations)
    await Gate.programs.leave()
    if let failure { throw failure }
}

extension Database {
    /// The tables of streams, those of their children left out.
    func streamTables() throws -> [String] {
        try String.fetchAll(self, sql: "SELECT stream FROM zohosync_streams ORDER BY stream")
            .filter { try tableExists($0) }
    }
}
