import Glibc
import SyncCore
import TestSupport
import Testing

@testable import Settings

extension TemporaryFolder {
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
