/// Something that went wrong while syncing: what, what the engine does about it, and what the
/// operator can do.
///
/// Neither text ever holds a token, a secret or a field's value.
public struct SyncFailure: Error, Hashable, Sendable {
    /// The stable name.
    public let code: FailureCode
    /// What happened, in a sentence without a full stop: "cannot read Leads: …".
    public let message: String
    /// The operator's next step, where there is one.
    public let hint: String?
    /// What the engine does about it.
    public let disposition: Disposition

    /// A failure.
    public init(
        _ code: FailureCode, _ message: String, hint: String? = nil, disposition: Disposition
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.disposition = disposition
    }
}

extension SyncFailure: CustomStringConvertible {
    /// What happened, with the next step in parentheses.
    public var description: String { hint.map { "\(message) (\($0))" } ?? message }
}

/// What the engine does about a failure.
public enum Disposition: Hashable, Sendable {
    /// Try again: the fault is likely to pass. With the wait that the server asked for, if it did.
    case retry(after: Duration?)
    /// Get a new access token and try once more.
    case refreshToken
    /// The organisation was too fast: nobody in it is answered for some minutes.
    case blocked(after: Duration?)
    /// Too many calls at once: fewer, and again in a moment.
    case crowded(after: Duration?)
    /// The day's calls are used up: nothing more until the day ends.
    case spent
    /// This stream cannot be read by this account: skip it, the others go on.
    case skipStream
    /// This stream has failed in this run, the others go on.
    case failStream
    /// The module cannot go on in this run.
    case stopModule
    /// Nothing can go on until the credentials change.
    case reauthorize
}
