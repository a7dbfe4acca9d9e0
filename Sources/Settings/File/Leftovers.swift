import Glibc
import SyncCore

/// The files that replacements write beside the real one: `.config.json.1a2b3c4d.new`.
///
/// Their writer holds a lock while it lives, so what can be locked is left from a crash. Nothing
/// else tells: process numbers come again, and times can be wrong.
enum Leftovers {
    static func newName(for path: String) -> String {
        let digits = String(UInt32.random(in: .min ... .max), radix: 16)
        let padding = String(repeating: "0", count: 8 - digits.count)
        return PathText.absolute(
            prefix(of: path) + padding + digits + suffix, relativeTo: PathText.folder(of: path))
    }

    /// Removes what crashed replacements of a file have left. What cannot be removed stays: it
    /// harms nobody, and the next replacement tries again.
    static func remove(besides path: String) {
        let folder = PathText.folder(of: path)
        for name in names(in: folder) where isLeftover(name, of: path) {
            let leftover = PathText.absolute(name, relativeTo: folder)
            let descriptor = open(leftover, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(leftover) }
            close(descriptor)
        }
    }

    private static let suffix = ".new"

    private static func prefix(of path: String) -> String { ".\(PathText.name(of: path))." }

    private static func isLeftover(_ name: String, of path: String) -> Bool {
        let start = prefix(of: path)
        guard name.hasPrefix(start), name.hasSuffix(suffix) else { return false }
        let digits = name.dropFirst(start.count).dropLast(suffix.count)
        return digits.count == 8 && digits.allSatisfy(\.isHexDigit)
    }

    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names
    }
}
