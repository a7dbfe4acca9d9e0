/// The port to the history of runs and to what the control interface shows of the mirror.
public protocol RunStore: Sendable {
    /// Keeps a run as it stands, with its streams and its error as they are shown.
    func record(_ run: Run, streams: JSONValue, error: JSONValue) async throws(SyncFailure)
    /// Recent runs, newest first, of one module or with one id.
    func runs(module: Module?, id: String?, limit: Int) async throws(SyncFailure) -> [JSONValue]
    /// Marks runs that an earlier process left unfinished.
    func closeInterruptedRuns(at now: UTCInstant, error: JSONValue) async throws(SyncFailure)
    /// The streams with their cursors.
    func streams() async throws(SyncFailure) -> [JSONValue]
    /// Live rows by module name.
    func rowCounts() async throws(SyncFailure) -> [String: Int]
    /// Proves that the writer still turns.
    func ping() async throws(SyncFailure)
    /// A number that changes as long as the writer gets on, with a long transaction as well.
    var progress: UInt64 { get }
    /// Whether the write that ended last has failed: a writer that fails gets on as well.
    var hasFailed: Bool { get }
    /// Where the database is.
    var path: String { get }
}
