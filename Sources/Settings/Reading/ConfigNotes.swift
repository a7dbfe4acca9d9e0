/// Everything that a reading has found wrong or odd.
struct ConfigNotes {
    private var problems: [ConfigProblem] = []
    private var warnings: [ConfigWarning] = []
    private var lines: [String: Int] = [:]

    /// The problems in the order of the file; those that no line has come last.
    var sortedProblems: [ConfigProblem] { Self.sorted(problems, by: \.line) }
    /// The warnings in the same order.
    var sortedWarnings: [ConfigWarning] { Self.sorted(warnings, by: \.line) }

    var hasProblems: Bool { !problems.isEmpty }

    /// Remembers where a key is, for what turns out later.
    mutating func locate(_ keyPath: String, line: Int) { lines[keyPath] = line }

    func line(of keyPath: String) -> Int? { lines[keyPath] }

    mutating func refuse(_ keyPath: String, _ refusal: Refusal, line: Int? = nil) {
        problems.append(
            ConfigProblem(
                keyPath: keyPath, message: refusal.message, hint: refusal.hint, line: line))
    }

    mutating func warn(
        _ keyPath: String, _ message: String, hint: String, line: Int? = nil,
        state: ConfigWarning.State? = nil
    ) {
        warnings.append(
            ConfigWarning(
                keyPath: keyPath, message: message, hint: hint, line: line, state: state))
    }

    func hasProblem(at keyPath: String) -> Bool { problems.contains { $0.keyPath == keyPath } }

    private static func sorted<Note>(_ notes: [Note], by line: (Note) -> Int?) -> [Note] {
        // `sort` is stable in fact but not by promise, so the order of finding is part of the key.
        notes.enumerated().sorted {
            (line($0.element) ?? .max, $0.offset) < (line($1.element) ?? .max, $1.offset)
        }.map(\.element)
    }
}
