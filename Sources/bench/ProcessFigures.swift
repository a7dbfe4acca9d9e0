import Glibc

/// What `/proc` tells about a running process.
struct ProcessFigures {
    let residentKiB: Int
    let cpuSeconds: Double
    /// Times that each thread has gone to sleep and woken up again.
    private let switches: [String: Int]

    init(pid: pid_t) throws {
        guard let status = readText("/proc/\(pid)/status"),
            let resident = Self.number("VmRSS", in: status),
            let stat = readText("/proc/\(pid)/stat"), let tasks = opendir("/proc/\(pid)/task")
        else { throw BenchError("cannot read /proc/\(pid)") }
        defer { closedir(tasks) }
        var switches: [String: Int] = [:]
        while let entry = readdir(tasks) {
            let thread = name(of: entry)
            guard let text = readText("/proc/\(pid)/task/\(thread)/status") else { continue }
            switches[thread] = Self.number("voluntary_ctxt_switches", in: text)
        }
        self.switches = switches
        residentKiB = resident
        // The name in parentheses may hold anything; utime and stime are 12th and 13th after it.
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        let ticks = fields.dropFirst(11).prefix(2).compactMap { Int($0) }.reduce(0, +)
        cpuSeconds = Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Wake-ups of all threads since; those of a thread that has ended meanwhile are not known.
    func wakeUps(since earlier: ProcessFigures) -> Int {
        switches.map { $0.value - (earlier.switches[$0.key] ?? 0) }.reduce(0, +)
    }

    private static func number(_ key: String, in text: String) -> Int? {
        for line in text.split(separator: "\n") where line.hasPrefix(key + ":") {
            return Int(line.filter(\.isNumber))
        }
        return nil
    }
}

/// The text of a file; nil where there is none.
func readText(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 16_384)
    while true {
        let count = fread(&piece, 1, piece.count, file)
        guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
        bytes += piece[..<count]
    }
}
