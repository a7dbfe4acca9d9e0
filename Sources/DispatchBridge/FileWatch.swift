import Dispatch
import Glibc
import SyncCore

/// Tells when one file is changed, replaced, removed or created again (inotify(7)).
///
/// The folder is watched, not the file: editors and careful writers put a new file in the place
/// of the old one, and a watch on the old one would see nothing more.
/// A symbolic link is watched as the name it is; what happens to its target goes unseen.
/// The watch lasts as long as this object.
public final class FileWatch: Sendable {
    /// One element after each burst of changes, once the folder has been quiet for the settling
    /// time; changes that nobody has collected yet are one. Ends when the folder itself goes.
    /// For one reader.
    public let changes: AsyncStream<Void>
    private let finish: @Sendable () -> Void

    /// Starts to watch.
    /// - Parameters:
    ///   - path: The file. It need not exist, its folder must.
    ///   - settle: How long the file must be left alone before a change is told, so that a
    ///     reader does not meet it half-written.
    public init(path: String, settle: Duration = .milliseconds(100)) throws(FileWatchError) {
        let (folder, name) = Self.split(path)
        let descriptor = try Self.openWatch(on: folder)
        let (stream, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let timer = ModuleTimer(label: "zohosyncd.file-settled") { continuation.yield() }
        let source = DispatchSource.makeReadSource(
            fileDescriptor: descriptor, queue: DispatchQueue(label: "zohosyncd.file-watch"))
        source.setEventHandler {
            switch Self.verdict(on: Self.read(descriptor), about: name) {
            case .nothing: break
            case .changed: timer.arm(after: settle)
            case .folderGone:
                continuation.yield()
                continuation.finish()
            }
        }
        // Only here: Dispatch may still poll the descriptor until the handler runs, and a number
        // that was closed earlier could already be somebody else's file.
        source.setCancelHandler { _ = close(descriptor) }
        source.activate()
        // Proof: a Dispatch source may be cancelled from any thread.
        nonisolated(unsafe) let watched = source
        continuation.onTermination = { _ in
            timer.cancel()
            watched.cancel()
        }
        changes = stream
        finish = { continuation.finish() }
    }

    /// Stops watching and ends the stream.
    public func cancel() { finish() }

    deinit { finish() }
}

extension FileWatch {
    /// What a batch of inotify events means for the file.
    enum Verdict: Equatable { case nothing, changed, folderGone }

    static func verdict(on events: [InotifyEvent], about name: String) -> Verdict {
        let lost = UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF) | UInt32(IN_IGNORED)
        if events.contains(where: { $0.mask & lost != 0 }) { return .folderGone }
        // After an overflow of the kernel's queue anything may have happened.
        let changed = events.contains { $0.name == name || $0.mask & UInt32(IN_Q_OVERFLOW) != 0 }
        return changed ? .changed : .nothing
    }

    static func split(_ path: String) -> (folder: String, name: String) {
        (PathText.folder(of: path), PathText.name(of: path))
    }

    private static func openWatch(on folder: String) throws(FileWatchError) -> CInt {
        let descriptor = inotify_init1(CInt(IN_CLOEXEC | IN_NONBLOCK))
        guard descriptor >= 0 else { throw FileWatchError(folder: folder, errno: errno) }
        let wanted =
            UInt32(IN_CLOSE_WRITE) | UInt32(IN_CREATE) | UInt32(IN_DELETE) | UInt32(IN_MOVED_TO)
            | UInt32(IN_MOVED_FROM) | UInt32(IN_ATTRIB) | UInt32(IN_DELETE_SELF)
            | UInt32(IN_MOVE_SELF) | UInt32(IN_ONLYDIR)
        guard inotify_add_watch(descriptor, folder, wanted) >= 0 else {
            let error = FileWatchError(folder: folder, errno: errno)
            close(descriptor)
            throw error
        }
        return descriptor
    }

    /// Everything that is there to read, or one buffer of it: the source fires again for the rest.
    private static func read(_ descriptor: CInt) -> [InotifyEvent] {
        withUnsafeTemporaryAllocation(byteCount: 8192, alignment: 8) { buffer in
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            guard count > 0 else { return [] }
            return InotifyEvent.decode(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}
