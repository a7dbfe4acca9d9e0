import Glibc

/// A sync by `zohosyncd --once`, from the start of the process to its end.
struct FirstSync {
    var seconds: Double
    var cpuSeconds: Double
    var peakMiB: Double
    var calls: Simulator.Calls
    var recordsRead: Int
    var rowsWritten: Int

    var recordsPerSecond: Double { Double(recordsRead) / seconds }

    /// Syncs into a new database, or `again` into the one that is there.
    static func measure(
        _ workshop: Workshop, _ simulator: Simulator, again: Bool = false
    ) async throws -> FirstSync {
        if !again { try workshop.reset(simulator) }
        let before = try await simulator.calls()
        let clock = ContinuousClock()
        let start = clock.now
        let daemon = try workshop.start(
            "zohosyncd", ["--config", workshop.path("config.json"), "--once"])
        // Nothing else happens here meanwhile: blocking is what keeps the measurement quiet.
        let cost = try daemon.wait()
        let seconds = (clock.now - start).inSeconds
        let log = workshop.read("zohosyncd.log") ?? ""
        guard cost.status == 0 else { throw BenchError("zohosyncd --once has failed:\n\(log)") }
        return FirstSync(
            seconds: seconds, cpuSeconds: cost.cpuSeconds, peakMiB: Double(cost.peakKiB) / 1024,
            calls: try await simulator.calls() - before,
            recordsRead: try figure("records read", in: log),
            rowsWritten: try figure("written", in: log))
    }

    /// The number before some words of the line `… synced: 1 records read, 1 written, …`.
    private static func figure(_ words: String, in log: String) throws -> Int {
        let line = log.split(separator: "\n").last { $0.contains("sync_finished") } ?? ""
        for part in line.split(whereSeparator: { $0 == "," || $0 == ":" }) {
            let trimmed = part.drop { $0 == " " }
            guard trimmed.hasSuffix(" " + words) else { continue }
            if let number = Int(trimmed.prefix { $0.isNumber }) { return number }
        }
        throw BenchError("zohosyncd does not tell how many were \(words):\n\(log)")
    }
}

extension Duration {
    /// The duration as a number of seconds.
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
