/// What one client may use up.
public struct Limits: Hashable, Sendable {
    /// Bytes of request line and header fields.
    public var headerBytes = 16 * 1024
    /// Bytes of body.
    public var bodyBytes = 1024 * 1024
    /// How long a request may take to arrive, from its first byte (of a new connection: from the
    /// start).
    public var requestTime: Duration = .seconds(10)
    /// How long a connection may rest between two requests.
    public var idleTime: Duration = .seconds(60)
    /// How long a client may take to read an answer.
    public var answerTime: Duration = .seconds(30)
    /// How long a refused client may go on sending before the connection is cut, so that it reads
    /// the refusal instead of a broken pipe.
    public var lingerTime: Duration = .seconds(2)
    /// How long a connection that rests may still bring a request when the daemon ends.
    public var quiesceTime: Duration = .milliseconds(500)
    /// Bytes of a feed that wait for a slow reader; one that lags further is dropped.
    public var backlogBytes = 1024 * 1024
    /// Connections at once; further ones wait in the kernel's queue. A user may hold as many of
    /// them as are left to all others. Fewer where the limit of open files is low.
    public var connections = 1024
    /// How long a client that holds its share already may take to read the refusal.
    public var turnAwayTime: Duration = .milliseconds(100)
    /// Bytes that all bodies may have together, beyond 16 KiB each.
    public var allBodyBytes = 16 * 1024 * 1024

    /// The limits of the interface.
    public init() {}
}
