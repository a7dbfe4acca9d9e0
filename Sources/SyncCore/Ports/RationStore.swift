/// The port to where the day's calls are counted, so that a restart does not forget them.
public protocol RationStore: Sendable {
    /// What was kept under a key; nil: nothing.
    func rations(_ key: String) async throws(SyncFailure) -> JSONValue?
    /// Keeps a state under a key. Returns at once: calls do not wait for the disk, and what a kill
    /// loses is told anew by the next answer.
    func keepRations(_ state: JSONValue, for key: String)
}
