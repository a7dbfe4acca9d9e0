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
    ///
    /// - Parameter waits: Whether another writer, who holds the folder's lock, is a reason to come
    ///   again. Whoever may read the folder can hold that lock for ever, so it must not be the last
    ///   word: without it only the moment between the look and the rename is open.
    func replace(
        _ path: String, with bytes: [UInt8], old: FileSnapshot, waits: Bool = true
    ) throws(FileFault) -> Outcome {
        try put(bytes, at: try resolved(path), old: old, waits)
    }

    /// Makes a file that must not be there yet, for its owner only, who is the folder's where that
    /// can be had.
    func create(
        _ path: String, with bytes: [UInt8], waits: Bool = true
    ) throws(FileFault) -> Outcome {
        let folder = try resolved(PathText.folder(of: path))
        return try put(
            bytes, at: PathText.absolute(PathText.name(of: path), relativeTo: folder), old: nil,
            waits)
    }

    /// Refuses a path that root must not write at.
    func check(_ path: String) throws(FileFault) { _ = try resolved(path) }

    /// Removes what crashed replacements of a file have left.
    func removeLeftovers(of path: String) {
        if let target = try? resolved(path) { Leftovers.remove(besides: target) }
    }

    private func put(
        _ bytes: [UInt8], at target: String, old: FileSnapshot?, _ waits: Bool
    ) throws(FileFault) -> Outcome {
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
            if let old {
                try keepOwner(descriptor, old)
            } else {
                takeOwner(of: directory, descriptor)
            }
            try fill(descriptor, bytes, folder)
            // Of two processes one looks and renames, and then the other. A file system that cannot
            // lock a folder says so; the look alone is nearly as good.
            if flock(directory, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK, waits {
                unlink(beside)
                return .changedMeanwhile
            }
            guard FileSnapshot.identity(of: target) == old?.identity else {
                unlink(beside)
                return .changedMeanwhile
            }
            _ = try check(.rename, "replace \(target)") { rename(beside, target) }
        } catch {
            unlink(beside)
            // Between making and locking, another process may take the new file for a leftover. It
            // is writing then, so this is a case of somebody else coming first.
            if error.code == ENOENT || error.code == EWOULDBLOCK { return .changedMeanwhile }
            throw error
        }
        // Some file systems cannot do it for folders and say so; the rename stands all the same.
        if fsync(directory) != 0, errno != EINVAL, errno != ENOTSUP {
            throw FileFault("write to \(folder)", code: errno)
        }
        return .replaced
    }

    /// Owner and mode come before the text, which is then never readable for more people than
    /// before.
    private func keepOwner(_ descriptor: Int32, _ old: FileSnapshot) throws(FileFault) {
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
    }

    /// What root makes in the daemon's folder is the daemon's. Others own what they make.
    private func takeOwner(of directory: Int32, _ descriptor: Int32) {
        var status = stat()
        guard fstat(directory, &status) == 0 else { return }
        _ = fchown(descriptor, status.st_uid, status.st_gid)
    }

    private func fill(
        _ descriptor: Int32, _ bytes: [UInt8], _ folder: String
    ) throws(FileFault) {
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
        guard let pointer = realpath(path, nil) else {
            throw FileFault("find \(path)", code: errno)
        }
        defer { free(pointer) }
        let real = String(cString: pointer)
        guard geteuid() == 0 else { return real }
        return try TrustedPath(path).real
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
