/// One record of a finance stream: what it is found by, and what a test has changed. Everything
/// else is made from its number when it is asked for, so that many records cost little memory.
struct FinanceRecord: Sendable {
    let id: Int64
    /// Seeds every value that was not given.
    let number: Int
    var created: Instant
    var modified: Instant
    /// The business date in days since 1970.
    var day: Int
    var status: String
    /// The project of a task.
    var parent: Int64 = 0
    /// Counts the edits that gave the lines new ids.
    var lineVersion = 0
    /// Fields as they were given.
    var changes: [String: SimulatorValue]?
    /// Lines as they were given.
    var lines: [SimulatorValue]?

    /// A number from the record's own number, the same every time.
    func draw(_ salt: Int, below bound: Int) -> Int {
        var random = SeededRandom(
            seed: UInt64(truncatingIfNeeded: number &* 1_000_003 &+ salt &* 7_919))
        return random.below(bound)
    }
}
