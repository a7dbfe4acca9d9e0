import Glibc
import SyncCore
import Testing

@testable import Settings

/// A folder of one test, gone with it.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/settings-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        for name in names { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    var names: [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    @discardableResult
    func write(_ text: String, to name: String = "config.json", mode: mode_t = 0o600) throws
        -> String
    {
        let file = "\(path)/\(name)"
        unlink(file)
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        try #require(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
        try #require(fchmod(descriptor, mode) == 0)
        return file
    }

    func read(_ name: String = "config.json") throws -> String {
        String(decoding: try snapshot(name).bytes, as: UTF8.self)
    }

    func snapshot(_ name: String = "config.json") throws -> FileSnapshot {
        try FileSnapshot.read("\(path)/\(name)", limit: 1 << 20).get()
    }
}

extension ConfigEnvironment {
    /// Only these variables.
    static func only(_ variables: [String: String], database: String? = nil) -> ConfigEnvironment {
        ConfigEnvironment(
            variable: { variables[$0] }, database: database, workingFolder: "/srv")
    }
}

/// Reads a text as the file `/etc/config.json` would be.
func reading(
    _ text: String, _ environment: ConfigEnvironment = .only([:]), mode: UInt32 = 0o600
) throws -> ConfigReading {
    ConfigReading(
        try JSONDocument(text), folder: "/etc", environment: environment, mode: mode,
        path: "/etc/config.json")
}

/// A configuration with what is required, and these members.
func config(_ members: String) -> String {
    let rest = members.isEmpty ? "" : ", \(members)"
    return #"{"client_id":"1000.ID","client_secret":"hush","refresh_token":"1000.token"\#(rest)}"#
}

/// A configuration with one module of these members.
func crm(_ members: String) -> String { config(#""modules":{"Zoho CRM":{\#(members)}}"#) }

/// Numbers that look random and are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
