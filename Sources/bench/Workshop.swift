import Glibc
import SyncCore

/// The programs, and the temporary folder with the daemon's files.
struct Workshop {
    let cleanup: Cleanup
    let folder: String
    private let bin: String

    init(bin: String?, cleanup: Cleanup) throws {
        self.cleanup = cleanup
        self.bin = try bin ?? Self.ownFolder()
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/zohosyncd-bench.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw BenchError("cannot make a folder in \(parent)")
        }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        cleanup.own(folder: folder)
    }

    /// Throws where a program is missing.
    func requirePrograms() throws {
        for program in ["zohosyncd", "zoho-simulator"]
        where access("\(bin)/\(program)", X_OK) != 0 {
            throw BenchError("\(bin)/\(program) is not built")
        }
    }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// A folder of its own, gone with the workshop's.
    func subfolder(_ name: String) throws -> String {
        guard mkdir(path(name), 0o700) == 0 else { throw BenchError("cannot make \(path(name))") }
        return path(name)
    }

    func start(
        _ program: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> ChildProcess {
        try ChildProcess(
            "\(bin)/\(program)", arguments, log: path("\(program).log"),
            environment: environment, cleanup: cleanup)
    }

    /// Makes the daemon's folder as it is before the first sync.
    func reset(_ simulator: Simulator) throws {
        for name in ["zoho.sqlite", "zoho.sqlite-wal", "zoho.sqlite-shm", "token.json"] {
            unlink(path(name))
        }
        let config: JSONValue = [
            "accounts_server": .string(simulator.address),
            "api_domain": .string(simulator.address),
            "client_id": .string(simulator.clientID),
            "client_secret": .string(simulator.clientSecret),
            "refresh_token": .string(simulator.refreshToken), "database": "zoho.sqlite",
            "modules": ["Zoho CRM": ["enabled": true, "last_sync": nil, "interval": "1h"]],
        ]
        try write(config.prettyText, to: "config.json")
    }

    func read(_ name: String) -> String? { readText(path(name)) }

    private func write(_ text: String, to name: String) throws {
        guard let file = fopen(path(name), "w") else {
            throw BenchError("cannot write \(path(name))")
        }
        chmod(path(name), 0o600)
        fputs(text, file)
        fclose(file)
    }

    private static func ownFolder() throws -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        let bytes = buffer.prefix(max(0, length)).map { UInt8(bitPattern: $0) }
        let path = String(decoding: bytes, as: UTF8.self)
        guard let slash = path.lastIndex(of: "/") else {
            throw BenchError("cannot find the programs: name their folder with --bin")
        }
        return String(path[..<slash])
    }
}
