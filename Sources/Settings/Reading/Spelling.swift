/// Whether two names are probably the same one, misspelt.
enum Spelling {
    static func isNear(_ known: String, _ written: String) -> Bool {
        let left = Array(known.lowercased().utf8)
        let right = Array(written.lowercased().utf8)
        let limit = left.count < 6 ? 1 : 2
        // Before the distance is worked out: a file may have many unknown names.
        guard abs(left.count - right.count) <= limit else { return false }
        return distance(left, right) <= limit
    }

    /// Insertions, deletions, replacements and swaps of neighbours from one name to the other.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var older: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let cost = left[row] == right[column] ? 0 : 1
                var best = min(
                    previous[column] + cost, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1],
                    left[row - 1] == right[column]
                {
                    best = min(best, older[column - 1] + 1)
                }
                current.append(best)
            }
            older = previous
            previous = current
        }
        return previous[right.count]
    }
}
