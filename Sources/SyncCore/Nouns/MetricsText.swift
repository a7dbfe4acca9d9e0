/// Figures in the Prometheus text format, version 0.0.4 (Prometheus documentation, Exposition
/// formats).
public struct MetricsText: Sendable {
    /// What a figure does.
    public enum Kind: String, Sendable { case gauge, counter }

    /// The text so far.
    public private(set) var text = ""

    /// No figures.
    public init() {}

    /// Adds a figure with its values; nothing where there are none.
    public mutating func add(
        _ name: String, _ help: String, _ kind: Kind,
        _ values: [(labels: [(String, String)], value: Int)]
    ) {
        guard !values.isEmpty else { return }
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
        for (labels, value) in values {
            let list = labels.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",")
            text += name + (list.isEmpty ? "" : "{\(list)}") + " \(value)\n"
        }
    }

    private func escaped(_ value: String) -> String {
        value.reduce(into: "") { text, character in
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
    }
}
