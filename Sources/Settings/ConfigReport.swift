/// What `check-config` prints: every problem and every warning, and whether the file may be used.
public struct ConfigReport: Hashable, Sendable {
    /// Whether there is no problem; warnings do not count.
    public let isValid: Bool
    /// The lines to print.
    public let lines: [String]

    /// Checks a file.
    public static func check(
        path: String, environment: ConfigEnvironment = .process()
    ) -> ConfigReport {
        do throws(ConfigError) {
            let loaded = try ConfigFile(path: path, environment: environment).read()
            let problems = loaded.reading.problems.flatMap { lines($0, path: path) }
            let warnings = loaded.reading.warnings.flatMap { lines($0, path: path) }
            return ConfigReport(isValid: problems.isEmpty, lines: problems + warnings)
        } catch {
            return ConfigReport(isValid: false, lines: error.lines)
        }
    }

    /// A problem as printed.
    static func lines(_ problem: ConfigProblem, path: String) -> [String] {
        [problem.text(path: path), advice(problem.line, problem.hint)]
    }

    /// A warning as printed.
    static func lines(_ warning: ConfigWarning, path: String) -> [String] {
        ["warning: \(warning.text(path: path))", advice(warning.line, warning.hint)]
    }

    private static func advice(_ line: Int?, _ hint: String) -> String {
        line.map { "  line \($0): \(hint)" } ?? "  \(hint)"
    }
}
