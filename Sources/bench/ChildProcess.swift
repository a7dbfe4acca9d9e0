import Glibc

/// A program that was started and what it has cost.
struct ChildProcess {
    /// What the kernel has counted for a process that has ended.
    struct Cost {
        var status: Int32
        var cpuSeconds: Double
        var peakKiB: Int
    }

    let pid: pid_t
    private let cleanup: Cleanup

    /// Starts a program, its standard error in a file; the environment is ours with additions.
    init(
        _ program: String, _ arguments: [String], log: String,
        environment additions: [String: String] = [:],
        cleanup: Cleanup
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(
            &actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        // Dispositions are inherited: the child decides about its signals itself.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&defaults, number) }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

        let words =
            ([program] + arguments).map { strdup($0) as UnsafeMutablePointer<CChar>? } + [nil]
        let variables =
            ["PATH", "HOME", "TMPDIR"].compactMap { (name: String) in
                getenv(name).map { "\(name)=\(String(cString: $0))" }
            } + additions.map { "\($0.key)=\($0.value)" }
        let environment = variables.map { strdup($0) as UnsafeMutablePointer<CChar>? } + [nil]
        defer { for word in words + environment { free(word) } }
        var pid: pid_t = 0
        let error = posix_spawn(&pid, program, &actions, &attributes, words, environment)
        guard error == 0 else {
            throw BenchError("cannot start \(program): \(String(cString: strerror(error)))")
        }
        self.pid = pid
        self.cleanup = cleanup
        cleanup.own(child: pid)
    }

    func end() { kill(pid, SIGTERM) }

    /// Waits for the end.
    func wait() throws -> Cost {
        var status: Int32 = 0
        var usage = rusage()
        while wait4(pid, &status, 0, &usage) == -1 {
            guard errno == EINTR else {
                throw BenchError("cannot wait for \(pid): \(String(cString: strerror(errno)))")
            }
        }
        cleanup.disown(child: pid)
        return Cost(status: status, cpuSeconds: usage.cpuSeconds, peakKiB: usage.ru_maxrss)
    }
}

extension rusage {
    /// Seconds of processor, in the program and in the kernel on its behalf.
    var cpuSeconds: Double {
        Double(ru_utime.tv_sec + ru_stime.tv_sec)
            + Double(ru_utime.tv_usec + ru_stime.tv_usec) / 1_000_000
    }
}

/// Why the benchmark cannot go on.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
