/// Why a call must not be made today.
public struct BudgetRefusal: Error, Hashable, Sendable {
    /// What stands against it.
    public enum Cause: Hashable, Sendable {
        /// The module's own ceiling is reached.
        case ceiling
        /// Zoho's quota is used up as far as it is ours.
        case quota
        /// What is left is kept: for finding changes, or for the company's other programs.
        case reserved
        /// Zoho has said that nothing is left.
        case spent
    }

    /// What stands against it.
    public let cause: Cause
    /// The module whose calls are used up.
    public let module: Module
    /// Calls used, by whomever.
    public let used: Int
    /// Calls in a day; nil: nobody has told.
    public let limit: Int?
    /// When there are calls again.
    public let resetsAt: UTCInstant?
}
