import Glibc

/// Why a file could not be read or written: the step that failed and what the system said.
public struct FileFault: Error, Hashable, Sendable {
    /// What was tried, where it helps: "create a file in /etc/zohosyncd".
    public let step: String
    /// The system's error number; 0 where it was not the system that refused.
    public let code: Int32
    /// The cause in words: "no such file or directory".
    public let reason: String
    /// What to do about this very case; nil: what the error number tells.
    let ownHint: String?

    init(_ step: String, code: Int32) {
        self.step = step
        self.code = code
        reason = Self.words(for: code)
        ownHint = nil
    }

    init(_ step: String, reason: String, hint: String? = nil) {
        self.step = step
        self.code = 0
        self.reason = reason
        ownHint = hint
    }

    /// Whether it is this user whom the system refuses it to; another one may be let.
    var isRefusal: Bool { code == EACCES || code == EPERM }

    /// Whoever writes the file does so faster than it can be replaced.
    static let busy = FileFault("replace it", reason: "it changes all the time")

    /// What the operator can do.
    var hint: String {
        if let ownHint { return ownHint }
        return switch code {
        case ENOSPC, EDQUOT: "free some space; the file is as it was"
        case EROFS: "make the file system writable (ReadWritePaths= in a unit)"
        case EACCES, EPERM: "give the folder and the file to the daemon's user"
        case EBUSY: "mount the folder, not the single file"
        case ENOENT: "make it, or name another path with --config"
        case ELOOP: "name the file itself"
        default: "see that the path is a file that the daemon's user may replace"
        }
    }

    private static func words(for code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 128)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        let text = String(
            decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
