import Dispatch
import Glibc
import Synchronization

/// Ends the child processes and removes the temporary folder, also when it is interrupted.
final class Cleanup: Sendable {
    private struct Debris {
        var folder: String?
        var children: Set<pid_t> = []
    }

    private let debris = Mutex(Debris())

    init() {
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { [self] in
                run()
                exit(128 + number)
            }
            source.activate()
            // Proof: kept for the whole life of the program, which obeys signals to its end.
            _ = Unmanaged.passRetained(source as AnyObject)
        }
    }

    func own(folder: String) { debris.withLock { $0.folder = folder } }

    func own(child: pid_t) { debris.withLock { _ = $0.children.insert(child) } }

    func disown(child: pid_t) { debris.withLock { _ = $0.children.remove(child) } }

    func run() {
        debris.withLock { debris in
            for child in debris.children {
                kill(child, SIGKILL)
                var status: Int32 = 0
                while waitpid(child, &status, 0) == -1, errno == EINTR {}
            }
            debris.children = []
            if let folder = debris.folder { removeFolder(folder) }
            debris.folder = nil
        }
    }
}

/// Removes a folder with what is in it.
private func removeFolder(_ path: String) {
    guard let folder = opendir(path) else { return }
    while let entry = readdir(folder) {
        let name = name(of: entry)
        guard name != ".", name != ".." else { continue }
        if unlink("\(path)/\(name)") != 0 { removeFolder("\(path)/\(name)") }
    }
    closedir(folder)
    rmdir(path)
}

/// The name of a directory entry.
func name(of entry: UnsafeMutablePointer<dirent>) -> String {
    withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}
