/// A manual page in mdoc(7), read as far as it takes to compare it with the program.
public struct ManualPage {
    /// A line of a page: a macro line cut into words, or text.
    public struct Line {
        /// The macro and what follows it; none where the line is text.
        public let words: [String]
        /// The line as it stands in the file.
        public let text: String

        fileprivate var isComment: Bool { text.hasPrefix(".\\\"") }
    }

    /// An entry of a list: its heading and what is said of it.
    public struct Item {
        /// The line that begins it.
        public let heading: Line
        /// 1 for a list of its own, 2 for one within an entry.
        public let depth: Int
        /// The lines below the heading.
        public fileprivate(set) var body: [Line] = []

        /// What follows a macro in the heading: `["Fl", "-json"]` has `-json` after `Fl`.
        public func words(after macro: String) -> [String] { heading.words(after: macro) }

        /// What is said of it, without the macros, in one line.
        public var prose: String { body.prose }
    }

    private let lines: [Line]

    /// Reads `etc/man/NAME`.
    public init(_ name: String) throws {
        lines = try Repository.text(of: "etc/man/\(name)").split(
            separator: "\n", omittingEmptySubsequences: false
        ).map { Line(String($0)) }
    }

    /// The lines of a section.
    public func section(_ name: String) -> [Line] {
        let start = lines.firstIndex { $0.words.first == "Sh" && $0.text == ".Sh " + name }
        guard let start else { return [] }
        return Array(lines[(start + 1)...].prefix { $0.words.first != "Sh" })
    }

    /// The entries of a section's lists.
    public func items(in section: String) -> [Item] {
        var depth = 0
        var items: [Item] = []
        for line in self.section(section) {
            switch line.words.first {
            case "Bl": depth += 1
            case "El": depth -= 1
            case "It": items.append(Item(heading: line, depth: depth))
            default: if depth > 0, !items.isEmpty { items[items.count - 1].body.append(line) }
            }
        }
        return items
    }

    /// What follows a macro in the headings of a section.
    public func names(of macro: String, in section: String) -> [String] {
        items(in: section).flatMap { $0.words(after: macro) }
    }

    /// Every option that the page names anywhere: `--json`, `-h`.
    public var options: Set<String> {
        Set(lines.flatMap { $0.words(after: "Fl") }.map { "-" + $0 })
    }

    /// The literal blocks of a section as they are shown.
    public func examples(in section: String = "EXAMPLES") -> [String] {
        var examples: [String] = []
        var block: [String]?
        for line in self.section(section) {
            switch line.words.first {
            case "Bd": block = []
            case "Ed":
                examples.append((block ?? []).joined(separator: "\n"))
                block = nil
            default: block?.append(line.shown)
            }
        }
        return examples
    }

    /// The page's text without its macros, in one line.
    public var prose: String { lines.prose }
}

extension [ManualPage.Line] {
    fileprivate var prose: String {
        filter { !$0.isComment }.map(\.shown).joined(separator: " ")
    }
}

extension ManualPage.Line {
    fileprivate init(_ text: String) {
        self.text = text
        let isMacro = text.hasPrefix(".") && !text.hasPrefix(".\\\"")
        words = isMacro ? text.dropFirst().split(separator: " ").map(String.init) : []
    }

    /// What follows a macro, up to the next one, without punctuation.
    public func words(after macro: String) -> [String] {
        var found: [String] = []
        var isWanted = false
        for word in words {
            if Self.macros.contains(word) {
                isWanted = word == macro
            } else if isWanted, !Self.delimiters.contains(word) {
                found.append(Self.unescaped(word))
            }
        }
        return found
    }

    /// The line without its macro.
    fileprivate var shown: String {
        Self.unescaped(words.isEmpty ? text : words.dropFirst().joined(separator: " "))
    }

    /// The macros that the pages use within a line.
    private static let macros: Set<String> = [
        "It", "Ar", "Cm", "Dv", "Em", "Ev", "Fl", "Li", "Oc", "Oo", "Op", "Pa", "Pq", "Ql", "Sy",
        "Ta", "Xr",
    ]

    private static let delimiters: Set<String> = [",", ".", ";", ":", ")"]

    private static func unescaped(_ text: String) -> String {
        text.replacing("\\-", with: "-").replacing("\\(aq", with: "'").replacing(
            "\\(dq", with: "\""
        )
        .replacing("\\&", with: "").replacing("\\e", with: "\\")
    }
}
