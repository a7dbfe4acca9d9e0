import ControlAPI

/// Why a command did not do what it was asked for: an exit code of sysexits(3) and two sentences.
struct ClientFailure: Error {
    enum Exit: Int32 {
        case failed = 1
        case usage = 64
        case unreachable = 69
        case inputOutput = 74
        case notPermitted = 77
        case config = 78
    }

    let exit: Exit
    var message: String
    var hint: String?
    /// The daemon's stable name of the problem, where it was the daemon that refused.
    var code: String?

    init(_ exit: Exit, _ message: String, hint: String? = nil) {
        self.exit = exit
        self.message = message
        self.hint = hint
    }

    /// What the daemon refused.
    init(_ problem: Problem) {
        self.init(
            problem.status == 403 ? .notPermitted : .failed, problem.detail, hint: problem.hint)
        code = problem.code
    }

    var text: String { "zohosync: \(message)" + (hint.map { "\nhint: \($0)" } ?? "") }
}
