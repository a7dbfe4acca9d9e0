import SyncCore

/// What to do when Zoho blocks an organisation that was too fast: nobody sends, for longer with
/// each block in a row. Zoho does not say how long a block lasts (Zoho Books API v3, "API call
/// limit"); 20 minutes have been seen.
struct BlockLadder {
    /// The waits in seconds.
    static let rungs: [Int64] = [60, 120, 300, 600, 1200]
    /// No wait is longer, whatever a server says.
    private static let longest: Int64 = 86_400

    /// Blocks in a row.
    private(set) var row = 0
    /// The block's number since the program started: a call that was sent before it says nothing
    /// new about it.
    private(set) var number = 0
    private(set) var since: UTCInstant?
    private(set) var seconds: Int64 = 0

    /// No block.
    init() {}

    /// As it was kept.
    init(row: Int, since: UTCInstant?, seconds: Int64) {
        self.row = min(max(0, row), Self.rungs.count)
        self.since = since
        self.seconds = min(max(0, seconds), Self.longest)
    }

    /// Whether it is time to stop waiting for its end: the last rung is reached, or the server asks
    /// for more than that.
    mutating func isHopeless(at now: UTCInstant) -> Bool {
        row >= Self.rungs.count || remaining(at: now) > Self.rungs[Self.rungs.count - 1]
    }

    /// Seconds until the block ends; 0: there is none.
    mutating func remaining(at now: UTCInstant) -> Int64 {
        guard let since else { return 0 }
        // The clock was set back: the block begins anew, or its end would never come.
        guard since <= now else {
            self.since = now
            return seconds
        }
        return max(0, seconds - (now - since))
    }

    /// A call came back blocked. True when that is a new block.
    mutating func block(sentIn number: Int, after asked: Duration?, now: UTCInstant) -> Bool {
        let asked = min(max(0, asked?.components.seconds ?? 0), Self.longest)
        guard number == self.number else {
            if asked > remaining(at: now) { hold(asked, now: now) }
            return false
        }
        self.number += 1
        row = min(row + 1, Self.rungs.count)
        // The server's own word counts, where it gives one.
        hold(asked > 0 ? asked : Self.rungs[row - 1], now: now)
        return true
    }

    /// A call was answered: the block, if it was sent in it, is over.
    mutating func answer(sentIn number: Int) {
        guard number == self.number else { return }
        row = 0
        since = nil
    }

    private mutating func hold(_ seconds: Int64, now: UTCInstant) {
        since = now
        self.seconds = seconds
    }
}
