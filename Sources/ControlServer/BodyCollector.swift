internal import ControlAPI
internal import NIOCore
internal import SyncCore

/// Collects the body of the request that is arriving, within the limit and the shared budget.
struct BodyCollector {
    private let limits: Limits
    private let budget: BodyBudget
    private var bytes = ByteBuffer()
    private var borrowed = 0

    init(limits: Limits, budget: BodyBudget) {
        self.limits = limits
        self.budget = budget
    }

    /// The problem of a body that is announced with this length; nil where it is welcome.
    func problem(ofLength length: Int) -> Problem? {
        guard length > limits.bodyBytes else { return nil }
        return Problem(
            status: 413, code: .bodyTooLarge,
            detail: "the body has more than \(limits.bodyBytes) bytes")
    }

    /// Takes a part; answers with the problem where it is too much.
    mutating func append(_ part: ByteBuffer) -> Problem? {
        let size = bytes.readableBytes + part.readableBytes
        if let problem = problem(ofLength: size) { return problem }
        let more = size - BodyBudget.ownBytes - borrowed
        if more > 0 {
            guard budget.take(more) else {
                return Problem(
                    status: 503, code: .tooManyConnections,
                    detail: "too many large requests arrive at once", hint: "try again")
            }
            borrowed += more
        }
        bytes.writeImmutableBuffer(part)
        return nil
    }

    /// The whole body; its part of the budget stays taken until `release`.
    mutating func take() -> [UInt8] {
        defer { bytes = ByteBuffer() }
        return Array(bytes.readableBytesView)
    }

    /// Forgets what has come and gives its memory back.
    mutating func release() {
        bytes = ByteBuffer()
        if borrowed > 0 { budget.giveBack(borrowed) }
        borrowed = 0
    }
}
