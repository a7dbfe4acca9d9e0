import Foundation
import Glibc
import Testing

/// What is in a program's memory stays there, whoever of the same user asks and however it ends.
struct PrivateMemoryTests {
    /// A user that is not root, for whom files of /proc are what they are for the service.
    private static let nobody = "65534"

    @Test func nobodyOfTheSameUser_ReadsTheDaemonsEnvironment() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon(environment: ["CANARY": "C4nary-environment"])
            if geteuid() != 0 {
                let path = "/proc/\(daemon.pid)/environ"
                #expect(FileManager.default.contents(atPath: path) == nil)
            }
            let limits = try String(contentsOfFile: "/proc/\(daemon.pid)/limits", encoding: .utf8)
            let core = limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") }
            #expect(core?.split(separator: " ").dropFirst(4).prefix(2) == ["0", "0"])
        }
    }

    /// As a user that is not root: the files of the process belong to root, so that no process of the
    /// user reads them.
    @Test(.enabled(if: geteuid() == 0))
    func theFilesOfAServicesProcess_BelongToRoot() async throws {
        try await withWorkbench { bench in
            for path in [bench.folder, bench.folder + "/data", bench.config] {
                #expect(chown(path, 65534, 65534) == 0)
            }
            let daemon = try bench.startShell(
                """
                exec setpriv --reuid \(Self.nobody) --regid \(Self.nobody) --clear-groups \
                "$0" --config "$1" --socket "$2"
                """, ["zohosyncd", bench.config, bench.socket])
            try await daemon.line(" ready ")
            var status = stat()
            #expect(stat("/proc/\(daemon.pid)/environ", &status) == 0 && status.st_uid == 0)
            let reader = try bench.startShell(
                "exec setpriv --reuid \(Self.nobody) --regid \(Self.nobody) --clear-groups cat \"$0\"",
                ["/proc/\(daemon.pid)/environ"])
            #expect(try await reader.end() == .exited(1))
            #expect(reader.output.isEmpty)
            #expect(try await bench.client.sync().status == 200)
        }
    }

    @Test(arguments: [SIGSEGV, SIGABRT, SIGQUIT])
    func aCrash_LeavesNoCoreAndTellsNothing(signal: Int32) async throws {
        try await withWorkbench { bench in
            let place = bench.folder + "/cores"
            mkdir(place, 0o777)
            let script =
                "cd \"$3\" && ulimit -c unlimited && exec \"$0\" --config \"$1\" --socket \"$2\""
            let daemon = try bench.startShell(
                script, ["zohosyncd", bench.config, bench.socket, place],
                environment: ["SWIFT_BACKTRACE": "enable=yes,color=no"])
            try await daemon.line(" ready ")
            let before = daemon.lines.count
            daemon.signal(signal)
            #expect(try await daemon.end() == .killed(by: signal))
            #expect(try FileManager.default.contentsOfDirectory(atPath: place) == [])
            // Nor does the Swift runtime show what was where: all that came is of the log.
            let foreign = daemon.lines.dropFirst(before).filter { line in
                line.prefixMatch(of: #/[0-9-]+T[0-9:]+Z /#) == nil
            }
            #expect(foreign == [])
        }
    }

    /// What the test above would see of a program that does not take care.
    @Test(.enabled(if: coresAreFiles))
    func aProgramThatDoesNotCare_LeavesACore() async throws {
        try await withWorkbench(config: nil) { bench in
            let place = bench.folder + "/cores"
            mkdir(place, 0o777)
            let shell = try bench.startShell(
                "cd \"$0\" && ulimit -c unlimited && kill -SEGV $$", [place])
            #expect(try await shell.end() == .killed(by: SIGSEGV))
            #expect(try FileManager.default.contentsOfDirectory(atPath: place) != [])
        }
    }
}

/// Whether the kernel would write a core file into the folder of a process, and may.
private let coresAreFiles: Bool = {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    let pattern =
        (try? String(contentsOfFile: "/proc/sys/kernel/core_pattern", encoding: .utf8)) ?? "|"
    return (limit.rlim_max > 0 || geteuid() == 0) && !pattern.hasPrefix("|")
        && !pattern.hasPrefix("/")
}()
