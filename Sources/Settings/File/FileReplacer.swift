import Glibc
import SyncCore

/// Replaces a file whole: write beside, fsync, rename, fsync of the folder. Whoever reads sees the
/// old text or the new one, and so does the machine after a power cut.
struct FileReplacer: Sendable {
    /// The steps in their order.
    enum Step: CaseIterable, Sendable {
        case create, own, write, sync, rename
    }

    /// The end of a replacement.
    enum Outcome: Equatable {
        case replaced
        /// Somebody else has written the file since it was read; nothing was done.
        case changedMeanwhile
    }

    /// An error to pretend at a step, so that tests meet a full disk without filling one.
    var fault: @Sendable (Step) -> Int32? = { _ in nil }

    /// Replaces the file at a path, which `old` was read from, keeping its mode and owner. A
    /// symbolic link stays, its target is replaced.
    func replace(
        _ path: String, with bytes: [UInt8], old: FileSnapshot
    ) throws(FileFault) -> Outcome {
        let target = try resolved(path)
        let folder = PathText.folder(of: target)
        // Before anything is written: a folder that cannot be opened cannot be synced afterwards.
        let directory = try check(.create, "open \(folder)") {
            open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        }
        defer { close(directory) }
        Leftovers.remove(besides: target)
        let beside = Leftovers.newName(for: target)
        let descriptor = try check(.create, "create a file in \(folder)") {
            open(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        }
        defer { close(descriptor) }
        do throws(FileFault) {
            _ = try check(.create, "lock \(beside)") { flock(descriptor, LOCK_EX | LOCK_NB) }
            try fill(descriptor, bytes, old, folder)
            guard FileSnapshot.identity(of: target) == old.identity else {
                unlink(beside)
                return .changedMeanwhile
            }
            _ = try check(.rename, "replace \(target)") { rename(beside, target) }
        } catch {
            // Between making and locking, another process may take the new file for a leftover. It
            // is writing then, so this is a case of somebody else coming first.
            if error.code == ENOENT || error.code == EWOULDBLOCK {
                unlink(beside)
                return .changedMeanwhile
            }
            unlink(beside)
            throw error
        }
        // Some file systems cannot do it for folders and say so; the rename stands all the same.
        if fsync(directory) != 0, errno != EINVAL, errno != ENOTSUP {
            throw FileFault("write to \(folder)", code: errno)
        }
        return .replaced
    }

    /// Owner and mode come first: the text is never readable for more people than before.
    private func fill(
        _ descriptor: Int32, _ bytes: [UInt8], _ old: FileSnapshot, _ folder: String
    ) throws(FileFault) {
        var status = stat()
        _ = try check(.own, "look at the new file") { fstat(descriptor, &status) }
        if status.st_uid != old.owner {
            _ = try check(.own, "keep the owner") { fchown(descriptor, old.owner, .max) }
        }
        // The group may come from the folder rather than from the process.
        if status.st_gid != old.group {
            _ = try check(.own, "keep the group") { fchown(descriptor, .max, old.group) }
        }
        _ = try check(.own, "keep the mode") { fchmod(descriptor, old.mode) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = try check(.write, "write to \(folder)") {
                let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                return Int32(truncatingIfNeeded: written)
            }
            rest = rest.dropFirst(Int(count))
        }
        _ = try check(.sync, "write to \(folder)") { fsync(descriptor) }
    }

    private func resolved(_ path: String) throws(FileFault) -> String {
        guard let real = realpath(path, nil) else { throw FileFault("find \(path)", code: errno) }
        defer { free(real) }
        return String(cString: real)
    }

    /// Makes a system call, again where a signal interrupted it.
    private func check(
        _ step: Step, _ name: String, _ call: () -> Int32
    ) throws(FileFault) -> Int32 {
        if let code = fault(step) { throw FileFault(name, code: code) }
        while true {
            let result = call()
            if result >= 0 { return result }
            guard errno == EINTR else { throw FileFault(name, code: errno) }
        }
    }
}
