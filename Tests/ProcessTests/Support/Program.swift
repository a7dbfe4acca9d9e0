import Foundation
import Glibc
import Synchronization
import TestSupport

/// A program under test: a process of its own, whose lines on standard error can be waited for.
final class Program: Sendable {
    /// How a program ended.
    enum End: Equatable {
        case exited(Int32)
        case killed(by: Int32)
    }

    private struct Seen {
        var lines: [String] = []
        var end: End?
    }

    let pid: pid_t
    private let standardOutput: String
    private let seen = Watched(Seen())
    private let isReaped = Mutex(false)

    /// Starts a built program. Its standard output goes into a file in `folder`.
    /// - Parameter listener: A socket to hand over, as the service manager does.
    init(
        _ name: String, _ arguments: [String], environment: [String: String] = [:],
        listener: Int32? = nil, folder: String
    ) throws {
        standardOutput = folder + "/stdout-\(UUID().uuidString)"
        var pipe: [Int32] = [0, 0]
        // A socket, because a pipe cannot be made such that no other child inherits it.
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &pipe) == 0 else { throw SystemError("socketpair") }
        defer { close(pipe[1]) }
        do {
            pid = try spawn(
                name, arguments, environment: environment, listener: listener,
                standardError: pipe[1], standardOutput: standardOutput)
        } catch {
            close(pipe[0])
            throw error
        }
        let reading = pipe[0]
        Thread.detachNewThread { self.follow(reading) }
    }

    // MARK: What it says

    /// Its lines on standard error so far.
    var lines: [String] { seen.value.lines }

    /// Everything it has printed on standard output; whole once it has ended.
    var output: String { (try? String(contentsOfFile: standardOutput, encoding: .utf8)) ?? "" }

    /// Waits for the `count`-th line that holds a text.
    @discardableResult
    func line(_ text: String, count: Int = 1, within limit: Duration = .deadline) async throws
        -> String
    {
        try await seen.wait(for: "the line \"\(text)\" (\(count))", within: limit) { seen in
            let found = seen.lines.filter { $0.contains(text) }
            if found.count >= count { return found[count - 1] }
            guard seen.end == nil else { throw Overdue(what: text, detail: "\(seen)") }
            return nil
        }
    }

    func lines(with text: String) -> [String] { lines.filter { $0.contains(text) } }

    /// Waits until it has ended.
    func end(within limit: Duration = .deadline) async throws -> End {
        try await seen.wait(for: "the end of process \(pid)", within: limit) { $0.end }
    }

    var hasEnded: Bool { seen.value.end != nil }

    // MARK: What is done to it

    /// Sends a signal, unless the process is gone.
    func signal(_ number: Int32) {
        isReaped.withLock { isReaped in
            if !isReaped { _ = kill(pid, number) }
        }
    }

    /// Sends SIGTERM and waits for the end.
    func stop() async throws -> End {
        signal(SIGTERM)
        return try await end()
    }

    /// Ends it, whatever it does.
    func destroy() async {
        signal(SIGKILL)
        _ = try? await end()
    }

    // MARK: The thread that follows it

    private func follow(_ descriptor: Int32) {
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            rest += buffer[..<count]
            var lines = rest.split(separator: 0x0A, omittingEmptySubsequences: false)
            rest = Array(lines.removeLast())
            let texts = lines.map { String(decoding: $0, as: UTF8.self) }
            seen.change { $0.lines += texts }
        }
        close(descriptor)
        let end = reap()
        seen.change { seen in
            if !rest.isEmpty { seen.lines.append(String(decoding: rest, as: UTF8.self)) }
            seen.end = end
        }
    }

    private func reap() -> End {
        var info = siginfo_t()
        // Wait first and take the process id away afterwards, so that no signal meets a stranger.
        while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        return isReaped.withLock { isReaped in
            var status: Int32 = 0
            waitpid(pid, &status, 0)
            isReaped = true
            let signal = status & 0x7F
            return signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(by: signal)
        }
    }
}

/// A system call that failed.
struct SystemError: Error, CustomStringConvertible {
    let description: String
    init(_ call: String, _ code: Int32 = errno) {
        description = "\(call): \(String(cString: strerror(code)))"
    }
}

/// The folder of the built programs: they lie beside the test bundle.
let builtPrograms: String = {
    let candidates =
        [(try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""]
        + CommandLine.arguments
    let folders = candidates.map { ($0 as NSString).deletingLastPathComponent }
    return folders.first { access($0 + "/zohosyncd", X_OK) == 0 } ?? "."
}()

private func spawn(
    _ name: String, _ arguments: [String], environment: [String: String], listener: Int32?,
    standardError: Int32, standardOutput: String
) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(
        &actions, 1, standardOutput, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, standardError, 2)
    let kept = ["PATH", "LD_LIBRARY_PATH", "LANG"]
    var variables = ProcessInfo.processInfo.environment.filter { kept.contains($0.key) }
    variables.merge(environment) { $1 }
    let program = name.hasPrefix("/") ? name : builtPrograms + "/" + name
    var path = program
    var arguments = arguments
    if let listener {
        posix_spawn_file_actions_adddup2(&actions, listener, 3)
        variables.merge(["LISTEN_FDS": "1", "LISTEN_FDNAMES": "control"]) { $1 }
        // LISTEN_PID has to be the program's own, which only it knows beforehand.
        path = "/bin/sh"
        arguments = ["-c", #"export LISTEN_PID=$$; exec "$0" "$@""#, program] + arguments
    }
    let argv = ([path] + arguments).map { strdup($0) } + [nil]
    let envp = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, path, &actions, nil, argv, envp)
    guard code == 0 else { throw SystemError("posix_spawn \(path)", code) }
    return pid
}
