import SyncCore

/// Where the mirror is: a path, or `sqlite:///path`.
enum DatabaseLocation {
    /// Why a location is refused.
    enum Refusal: Error, Equatable {
        case malformed
        case postgres
    }

    /// The path of the SQLite database; a relative one is seen from `folder`.
    static func path(_ text: String, relativeTo folder: String) throws(Refusal) -> String {
        guard !text.isEmpty, !text.utf8.contains(0), !text.hasSuffix("/") else { throw .malformed }
        guard let separator = text.firstRange(of: "://") else {
            return PathText.absolute(text, relativeTo: folder)
        }
        let path = String(text[separator.upperBound...])
        switch text[..<separator.lowerBound].lowercased() {
        case "sqlite" where path.hasPrefix("/"): return path
        case "postgres", "postgresql": throw .postgres
        default: throw .malformed
        }
    }
}
