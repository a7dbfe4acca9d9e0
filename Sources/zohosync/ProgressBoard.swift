import SyncCore
import Synchronization

/// Shows the progress of runs: one line that is redrawn on a terminal, a line per event otherwise.
final class ProgressBoard: Sendable {
    enum Style: Sendable { case bar, lines, json }

    private struct State {
        var lastRead: [String: Int] = [:]
        var finished = 0
        var hasFailed = false
        var isBarShown = false
    }

    private let style: Style
    private let clock: ContinuousClock
    private let start: ContinuousClock.Instant
    private let state = Mutex(State())

    init(style: Style, clock: ContinuousClock) {
        self.style = style
        self.clock = clock
        start = clock.now
    }

    /// Whether a run failed or was cancelled, or a feed ended before its run.
    var hasFailed: Bool { state.withLock { $0.hasFailed } }

    /// Takes a line of the feed.
    func take(_ line: JSONValue) {
        state.withLock { state in
            let run = line["event"] == "finished" ? line["run"] : nil
            if let run {
                state.finished += 1
                let ending = run["state"]?.string
                if ending != "succeeded" && ending != "partial" { state.hasFailed = true }
            }
            switch style {
            case .json: output(line.text + "\n")
            case .lines: output((run.map(runText) ?? eventText(line)) + "\n")
            case .bar:
                erase(&state)
                if let run {
                    output(runText(run) + "\n")
                } else {
                    output(bar(line, &state))
                    state.isBarShown = true
                }
            }
        }
    }

    /// Ends the display. A feed that brought no end of a run means that the daemon went away.
    func finish(expecting runs: Int) {
        state.withLock { state in
            erase(&state)
            guard state.finished < runs else { return }
            complain("zohosync: \(runs - state.finished) of \(runs) runs did not report their end")
            state.hasFailed = true
        }
    }

    private func erase(_ state: inout State) {
        if state.isBarShown { output("\r\u{1B}[K") }
        state.isBarShown = false
    }

    private func bar(_ line: JSONValue, _ state: inout State) -> String {
        let table = cell(line["table"])
        state.lastRead[cell(line["run_id"]) + "/" + table] = line["records_read"]?.integer ?? 0
        let rows = state.lastRead.values.reduce(0, +)
        let elapsed = clock.now - start
        let seconds = max(1, Int(elapsed.components.seconds))
        let width = 12
        let position = rows / 200 % width
        let track = (0..<width).map { $0 == position ? "=" : "." }.joined()
        return "[\(track)] \(table.prefix(30)): \(cell(line["records_read"])) rows, "
            + "\(cell(line["api_calls"])) calls; \(rows / seconds) rows/s"
    }
}
