extension Budget {
    /// Who wants to make a call, and for what.
    public struct Claim: Hashable, Sendable {
        /// The module.
        public var module: Module
        /// What the call is made for.
        public var purpose: CallPurpose
        /// Calls that must be left for finding changes.
        public var reserved: Int
        /// The module's own ceiling.
        public var ceiling: Int?

        /// A claim.
        public init(
            _ module: Module, _ purpose: CallPurpose = .changes, reserved: Int = 0,
            ceiling: Int? = nil
        ) {
            self.module = module
            self.purpose = purpose
            self.reserved = reserved
            self.ceiling = ceiling
        }
    }

    /// A call that was booked.
    public struct Ticket: Hashable, Sendable {
        let module: Module
        let number: Int
        /// Calls in flight when it was booked.
        let uncounted: Int
    }

    /// What an answer has told.
    public enum Word: Hashable, Sendable {
        /// No answer came.
        case none
        /// Nothing about the day's calls.
        case silence
        /// The day's quota, what is left of it, and the seconds until it is whole again.
        case quota(limit: Int?, remaining: Int, resetsIn: Int64?)
        /// The credits that are left.
        case credits(Int)
    }
}
