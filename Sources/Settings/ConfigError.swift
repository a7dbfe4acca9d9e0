public import SyncCore

/// Why the configuration could not be read or written.
public enum ConfigError: Error, Hashable, Sendable {
    /// The file is missing or cannot be read.
    case unreadable(path: String, FileFault)
    /// The file is not JSON, or not an object.
    case malformed(path: String, ConfigProblem)
    /// The configuration, or what a patch would make of it, has these problems.
    case invalid(path: String, [ConfigProblem])
    /// The file does not name this module (any more), so nothing can be written about it.
    case moduleNotNamed(path: String, Module)
    /// The file could not be replaced. It is as it was.
    case unwritable(path: String, FileFault)
    /// The file would have so many bytes, more than so many, and could not be read again. It is as
    /// it was.
    case tooLarge(path: String, size: Int, limit: Int)

    /// Whether the file itself is broken, so that nothing may be written to it
    /// (`config_file_broken`, 409), rather than its settings wrong (`config_invalid`, 422).
    public var isFileBroken: Bool {
        switch self {
        case .unreadable, .malformed: true
        case .invalid, .moduleNotNamed, .unwritable, .tooLarge: false
        }
    }

    /// Every problem of its own, where there are some.
    public var problems: [ConfigProblem] {
        switch self {
        case .malformed(_, let problem): [problem]
        case .invalid(_, let problems): problems
        case .tooLarge(_, let size, let limit):
            [
                ConfigProblem(
                    keyPath: "", message: Self.comparison(size, limit), hint: hint)
            ]
        case .unreadable, .moduleNotNamed, .unwritable: []
        }
    }

    /// What the operator can do.
    public var hint: String {
        switch self {
        case .unreadable(_, let fault), .unwritable(_, let fault): fault.hint
        case .malformed(_, let problem): problem.hint
        case .invalid(_, let problems): problems.first?.hint ?? ""
        case .moduleNotNamed: "add the module to the file again, or reload"
        case .tooLarge: "write less, or remove from the file what the daemon does not know"
        }
    }

    /// Everything as lines for people: each problem with its hint below.
    public var lines: [String] {
        switch self {
        case .malformed(let path, let problem): ConfigReport.lines(problem, path: path)
        case .invalid(let path, let problems):
            problems.flatMap { ConfigReport.lines($0, path: path) }
        case .unreadable, .moduleNotNamed, .unwritable, .tooLarge: [description, "  \(hint)"]
        }
    }
}

extension ConfigError: CustomStringConvertible {
    /// What happened, in one sentence. Never holds a secret.
    public var description: String {
        switch self {
        case .unreadable(let path, let fault): return "cannot read \(path): \(fault.reason)"
        case .malformed(let path, let problem): return problem.text(path: path)
        case .invalid(let path, let problems):
            guard let first = problems.first else { return "cannot read \(path)" }
            let more = problems.count - 1
            return first.text(path: path) + (more > 0 ? " (and \(more) more)" : "")
        case .moduleNotNamed(let path, let module):
            return "cannot write to \(path): modules.\"\(module.rawValue)\" is not there"
        case .unwritable(let path, let fault):
            return "cannot write \(path): cannot \(fault.step): \(fault.reason)"
        case .tooLarge(let path, let size, let limit):
            return "cannot write \(path): \(Self.comparison(size, limit))"
        }
    }

    private static func comparison(_ size: Int, _ limit: Int) -> String {
        "it would have \(size) bytes, and at most \(limit) are allowed"
    }
}
