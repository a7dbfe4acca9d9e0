/// Why a finance call is not answered: the flat error object, with a number for a code.
struct FinanceRefusal: Error {
    let status: Int
    let code: Int
    let message: String
    var errorInfo: SimulatorValue?
    /// What a correct client would not have done, where that is the reason.
    var violation: String?

    init(
        _ status: Int, _ code: Int, _ message: String, errorInfo: SimulatorValue? = nil,
        violation: String? = nil
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.errorInfo = errorInfo
        self.violation = violation
    }

    var reply: Reply {
        var members: [SimulatorValue.Member] = [
            .init("code", .integer(code)), .init("message", .string(message)),
        ]
        if let errorInfo { members.append(.init("error_info", errorInfo)) }
        return .json(.object(members), status: status)
    }

    static let unknownPath = FinanceRefusal(404, 5, "Invalid URL Passed")

    static func invalid(_ parameter: String, violation: String? = nil) -> FinanceRefusal {
        FinanceRefusal(400, 2, "Invalid value passed for \(parameter)", violation: violation)
    }
}
