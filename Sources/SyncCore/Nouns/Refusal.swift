/// A request that was refused for who asked, or for where it came from.
public struct Refusal: Hashable, Sendable {
    /// The closed list of reasons: what a caller can vary at will must not make a reason of its own.
    public enum Reason: String, CaseIterable, Sendable {
        /// A browser sent it.
        case webPage
        /// It is meant for another host.
        case foreignHost
        /// The caller is in no group that may ask anything.
        case outsider
        /// The caller may ask, but not this.
        case role
        /// The caller holds too many connections.
        case crowd
    }

    /// Who asked; nil where the kernel does not tell.
    public let caller: Caller?
    /// Why it was refused.
    public let reason: Reason
    /// The same as a sentence.
    public let detail: String
    /// The stable name of the error that was answered.
    public let code: FailureCode
    /// What it asked for, of the closed list of operations; nil where that did not matter.
    public let operation: String?
    /// Method and path, without the query; nil where nothing was read.
    public let request: String?

    /// The longest request line that is kept.
    private static let longestRequest = 200

    /// A refusal. Of the request only so much is kept as a line of the journal bears, and nothing
    /// that could steer a terminal.
    public init(
        caller: Caller?, reason: Reason, detail: String, code: FailureCode = .notPermitted,
        operation: String? = nil, request: String?
    ) {
        self.caller = caller
        self.reason = reason
        self.detail = detail
        self.code = code
        self.operation = operation
        self.request = request.map { request in
            let path = request.unicodeScalars.prefix { $0 != "?" && $0 != "#" }
            let shown = path.prefix(Self.longestRequest)
                .map { (0x20..<0x7F).contains($0.value) ? $0 : "?" }
            return String(String.UnicodeScalarView(shown))
        }
    }
}
