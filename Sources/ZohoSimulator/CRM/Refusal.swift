/// A call that is refused, and what the client did wrong, where a correct one never would.
struct Refusal: Error {
    let reply: Reply
    var violation: String?

    init(
        _ status: Int, _ code: String, _ message: String, details: SimulatorValue = .object([]),
        violation: String? = nil
    ) {
        reply = .error(status, code, message, details: details)
        self.violation = violation
    }

    /// 400 `INVALID_DATA` about a parameter.
    static func invalid(_ parameter: String, _ violation: String?) -> Refusal {
        Refusal(
            400, "INVALID_DATA", "invalid data",
            details: ["param_name": .string(parameter)], violation: violation)
    }
}
