import Foundation

/// A folder of one test, gone with it.
public final class TemporaryFolder: Sendable {
    /// Where it is; short enough for the sockets in it.
    public let path: String

    /// Makes an empty folder.
    /// - Parameter mode: Who may enter it; as a rule only its owner.
    public init(mode: mode_t = 0o700) throws {
        let template = FileManager.default.temporaryDirectory.path + "/zohosyncd-XXXXXX"
        var bytes = Array(template.utf8CString)
        guard mkdtemp(&bytes) != nil else { throw CocoaError(.fileWriteUnknown) }
        chmod(bytes, mode)
        path = String(decoding: bytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
