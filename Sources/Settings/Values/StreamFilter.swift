/// Which streams of a module are wanted: patterns of table or Zoho names, in any letter case,
/// where `*` stands for any text.
public struct StreamFilter: Hashable, Sendable {
    /// The wanted ones; empty: all.
    public var include: [String]
    /// The unwanted ones, even where they are included.
    public var exclude: [String]

    /// A filter.
    public init(include: [String] = [], exclude: [String] = []) {
        self.include = include
        self.exclude = exclude
    }

    /// Whether a stream is wanted.
    public func wants(table: String, zohoName: String) -> Bool {
        func isNamed(by patterns: [String]) -> Bool {
            patterns.contains { glob($0, matches: table) || glob($0, matches: zohoName) }
        }
        return (include.isEmpty || isNamed(by: include)) && !isNamed(by: exclude)
    }
}

/// Whether a name fits a pattern with `*`. Linear in practice: only the last star is taken back.
private func glob(_ pattern: String, matches name: String) -> Bool {
    let pattern = Array(pattern.lowercased().utf8)
    let name = Array(name.lowercased().utf8)
    var patternIndex = 0
    var nameIndex = 0
    var resume: (pattern: Int, name: Int)?
    while nameIndex < name.count {
        if patternIndex < pattern.count, pattern[patternIndex] == UInt8(ascii: "*") {
            resume = (patternIndex + 1, nameIndex)
            patternIndex += 1
        } else if patternIndex < pattern.count, pattern[patternIndex] == name[nameIndex] {
            patternIndex += 1
            nameIndex += 1
        } else if let last = resume {
            resume = (last.pattern, last.name + 1)
            patternIndex = last.pattern
            nameIndex = last.name + 1
        } else {
            return false
        }
    }
    return pattern[patternIndex...].allSatisfy { $0 == UInt8(ascii: "*") }
}
