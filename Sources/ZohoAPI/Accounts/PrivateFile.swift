import Glibc
import SyncCore

/// A small file that only its owner may read, replaced whole or not at all.
struct PrivateFile: Sendable {
    let path: String

    /// Why the file cannot be written.
    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ verb: String, _ path: String) {
            description = "cannot \(verb) \(path): \(String(cString: strerror(errno)))"
        }
    }

    /// Where its next content is written before it takes its place.
    var besidePath: String { path + ".new" }

    /// What there is.
    enum Content: Equatable {
        case missing
        case bytes([UInt8])
        /// There is something that cannot be read: why, in words.
        case unreadable(String)
    }

    /// The content, of a file of at most so many bytes.
    func read(limit: Int) -> Content {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            let isMissing = errno == ENOENT || errno == ENOTDIR
            return isMissing ? .missing : .unreadable(String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return .unreadable("it is no regular file")
        }
        guard status.st_size <= limit else { return .unreadable("it is too large") }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while content.count <= limit {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return .unreadable(String(cString: strerror(errno))) }
            guard count > 0 else { return .bytes(content) }
            content += buffer[..<count]
        }
        return .unreadable("it is too large")
    }

    /// Whether there is nothing.
    var isMissing: Bool { read(limit: 0) == .missing }

    /// Gives the file the name of another one, in whose place it comes (rename(2)).
    func move(to other: PrivateFile) throws(Failure) {
        guard rename(path, other.path) == 0 else { throw Failure("move", path) }
    }

    /// Exchanges this file, if there is one, with another one. Should the machine stop in the middle
    /// of it, the other one's content survives under one of the two names.
    func exchange(with other: PrivateFile) throws(Failure) {
        let between = PrivateFile(path: besidePath)
        let isThere = rename(path, between.path) == 0
        guard isThere || errno == ENOENT else { throw Failure("move", path) }
        do throws(Failure) {
            try other.move(to: self)
        } catch {
            if isThere { try between.move(to: self) }
            throw error
        }
        if isThere { try between.move(to: other) }
    }

    /// Removes the file, if there is one.
    func remove() { unlink(path) }

    /// Writes beside the file, flushes, renames, flushes the folder: after a power cut there is
    /// the old content or the new one (rename(2), fsync(2)).
    func replace(with content: [UInt8]) throws(Failure) {
        let beside = besidePath
        // A left-over of a crash, possibly with other rights.
        unlink(beside)
        let descriptor = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Failure("create", beside) }
        do throws(Failure) {
            defer { close(descriptor) }
            try write(content, to: descriptor)
            guard fsync(descriptor) == 0 else { throw Failure("flush", beside) }
        } catch {
            unlink(beside)
            throw error
        }
        guard rename(beside, path) == 0 else {
            let failure = Failure("replace", path)
            unlink(beside)
            throw failure
        }
        let folder = open(PathText.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        // The new content is in place; that the name is not on the disk yet is no failure.
        fsync(folder)
        close(folder)
    }

    private func write(_ content: [UInt8], to descriptor: Int32) throws(Failure) {
        var done = 0
        while done < content.count {
            let count = content[done...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure("write", path) }
            done += count
        }
    }
}
