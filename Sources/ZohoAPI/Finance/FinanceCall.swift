import SyncCore

/// One call of a finance product, before the organisation is named.
struct FinanceCall: Sendable {
    /// The path behind the product's base.
    let path: String
    /// Parameters.
    var query: [(name: String, value: String)] = []
    /// The stream that it is for, as messages name it.
    let stream: String
    /// What its errors may mean.
    let subject: FinanceSubject
    /// Which errors are answers.
    var acceptance = FinanceAcceptance.success
}

/// Which answers with an error code are answers to the one who asks.
enum FinanceAcceptance: Sendable {
    /// None.
    case success
    /// That there is no such record. The pages of the APIs name the code without its status; a 404
    /// without it is somebody else's word, which proves nothing.
    case absence
    /// That a parameter is not understood.
    case parameterRefusal

    /// Whether an answer is to be taken as it is.
    func accepts(status: Int, code: Int?) -> Bool {
        switch self {
        case .success: false
        case .absence: (status == 404 || status == 400) && code == FinanceEnvelope.absenceCode
        case .parameterRefusal:
            (400..<500).contains(status) && status != 401 && status != 429
                && code.map(FinanceEnvelope.parameterCodes.contains) == true
        }
    }
}
