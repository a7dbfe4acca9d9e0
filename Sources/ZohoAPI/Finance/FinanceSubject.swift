import SyncCore

/// What a call is about, as far as it matters for what an error means.
struct FinanceSubject: Sendable {
    /// How much of a refusal means that the account does not have the stream.
    enum Tolerance: Int, Sendable {
        /// Nothing but Zoho's word that there is no such address.
        case none
        /// Any refusal that is not about parameters.
        case edition
        /// Any refusal.
        case everything
    }

    /// The product.
    let module: Module
    /// The scope that allows the call.
    let scope: String
    /// What a refusal may mean.
    var tolerance = Tolerance.none
}
