import SyncCore

/// A call that may be sent now. It is to be settled, once.
struct CallPass {
    let terms: CallTerms
    let token: AccessToken
    let ticket: Budget.Ticket
    /// The block after which it is sent.
    let block: Int
    /// How often the crowd had been cut.
    let cuts: Int
}
