internal import Synchronization

/// The memory that the bodies of all requests share, so that a hundred slow senders of large bodies
/// are not a hundred times the limit of one.
final class BodyBudget: Sendable {
    /// Bytes that every request has anyway: far more than a change of the configuration takes.
    static let ownBytes = 16 * 1024

    private let left: Mutex<Int>

    init(bytes: Int) { left = Mutex(bytes) }

    /// Takes bytes; false where there are not that many left.
    func take(_ bytes: Int) -> Bool {
        left.withLock { left in
            guard bytes <= left else { return false }
            left -= bytes
            return true
        }
    }

    /// Gives bytes back.
    func giveBack(_ bytes: Int) { left.withLock { $0 += bytes } }
}
