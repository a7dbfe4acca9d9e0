internal import SyncCore

/// Decides who may hold one more connection, so that no caller can keep the others out.
///
/// A user may hold as many as are left to all others: the first one half of them, the next one half
/// of the rest, and so on. However many users try, there is room for one more. Root and the daemon's
/// own user are not held to that.
struct Admission: Hashable, Sendable {
    /// Connections at once.
    let capacity: Int
    private var held: [UInt32?: Int] = [:]
    private var open = 0

    init(capacity: Int) { self.capacity = capacity }

    /// Lets a caller in; false where it holds its share.
    mutating func enter(_ caller: Caller?, isPrivileged: Bool) -> Bool {
        let own = held[caller?.uid] ?? 0
        guard isPrivileged || own < capacity - open else { return false }
        held[caller?.uid] = own + 1
        open += 1
        return true
    }

    /// A caller that was let in has left.
    mutating func leave(_ caller: Caller?) {
        open -= 1
        let own = (held[caller?.uid] ?? 1) - 1
        held[caller?.uid] = own > 0 ? own : nil
    }
}
