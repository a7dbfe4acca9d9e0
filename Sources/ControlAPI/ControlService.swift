public import SyncCore

/// What the control server serves: the daemon, seen from the socket.
///
/// The server parses, limits, checks roles and renders; every answer comes from here.
public protocol ControlService: Sendable {
    /// The configuration with its secrets masked, or in clear where `reveal` is set (audited).
    func configuration(reveal: Bool, caller: Caller) async throws(Problem) -> JSONValue
    /// Applies a merge patch (RFC 7396) and answers with the new configuration, masked, and with
    /// what is odd in the change.
    /// Problems: `config_invalid` 422, `config_file_broken` 409.
    func patchConfiguration(
        _ patch: JSONValue, caller: Caller
    ) async throws(Problem) -> ChangedConfiguration
    /// The table of modules: the elements of `modules`.
    func modules() async -> [JSONValue]
    /// Starts or joins a run. Problems: `unknown_module` 404, `module_disabled` 409,
    /// `shutting_down` 503.
    func sync(module: String, request: SyncRequest) async throws(Problem) -> StartedRun
    /// Starts or joins a run of every enabled module.
    func syncAll(request: SyncRequest) async throws(Problem) -> [StartedRun]
    /// The progress of a run, element by element, ending with its `finished` line.
    func progress(ofRun id: String) async -> AsyncStream<JSONValue>
    /// Waits until a run has ended.
    func finishedRun(_ id: String) async throws(Problem) -> Run
    /// Asks a running sync to stop at its next checkpoint; with the run.
    func cancel(module: String) async throws(Problem) -> Run
    /// Refreshes the token and makes one cheap call per enabled module: `{"ok","checks"}`.
    func test() async -> JSONValue
    /// The daemon's state.
    func status() async -> JSONValue
    /// Recent runs, newest first.
    func runs(module: String?, limit: Int) async throws(Problem) -> [JSONValue]
    /// One run. Problem: `unknown_run` 404.
    func run(id: String) async throws(Problem) -> JSONValue
    /// What a sync of a module would call and cost. Problem: `unknown_module` 404.
    func plan(module: String) async throws(Problem) -> JSONValue
    /// The daemon's figures in the Prometheus text format.
    func metrics() async -> String
    /// The streams with their cursors.
    func streams() async throws(Problem) -> [JSONValue]
    /// Events from now on, until the consumer leaves.
    func events() async -> AsyncStream<JSONValue>
    /// Who did what to the configuration and its secrets, newest first: of one action, or older than
    /// the entry with this number.
    func audit(
        action: AuditEntry.Action?, before: Int?, limit: Int
    ) async throws(Problem) -> [JSONValue]
    /// Takes note of a request that was refused for who asked.
    func refused(_ refusal: Refusal) async
}

/// How a sync was asked for.
public struct SyncRequest: Hashable, Sendable {
    /// What to read.
    public var mode: Run.Mode
    /// Lets a guarded sweep through.
    public var acceptDeletions: Bool

    /// A request.
    public init(mode: Run.Mode = .incremental, acceptDeletions: Bool = false) {
        self.mode = mode
        self.acceptDeletions = acceptDeletions
    }
}

/// A run that has been asked for.
public struct StartedRun: Sendable {
    /// The run as it stands.
    public let run: Run
    /// Whether it was already under way.
    public let joined: Bool

    /// A started run.
    public init(run: Run, joined: Bool) {
        self.run = run
        self.joined = joined
    }
}
