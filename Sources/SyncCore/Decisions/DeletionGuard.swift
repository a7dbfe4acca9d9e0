/// Stops a sweep that would remove too much: an empty answer from a vendor is more often a fault
/// than the truth.
public enum DeletionGuard {
    /// The share of a stream's live rows that a sweep may remove, in hundredths.
    public static let share = 20
    /// So many rows may always go, unless they are all.
    public static let allowance = 25

    /// Whether a sweep may mark so many of the live rows as deleted without being told to.
    public static func allows(deleting count: Int, of live: Int) -> Bool {
        guard count > 0 else { return true }
        guard count < live else { return false }
        return count <= allowance || count * 100 <= live * share
    }
}
