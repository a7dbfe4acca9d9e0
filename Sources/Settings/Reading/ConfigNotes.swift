/// Everything that a reading has found wrong or odd, in the order of the file.
struct ConfigNotes {
    private(set) var problems: [ConfigProblem] = []
    private(set) var warnings: [ConfigWarning] = []

    mutating func refuse(_ keyPath: String, _ refusal: Refusal, line: Int? = nil) {
        problems.append(
            ConfigProblem(
                keyPath: keyPath, message: refusal.message, hint: refusal.hint, line: line))
    }

    mutating func warn(_ keyPath: String, _ message: String, hint: String, line: Int? = nil) {
        warnings.append(ConfigWarning(keyPath: keyPath, message: message, hint: hint, line: line))
    }

    func hasProblem(at keyPath: String) -> Bool { problems.contains { $0.keyPath == keyPath } }
}
