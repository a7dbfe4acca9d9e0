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

/// Paths as text.
enum PathText {
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func name(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return path }
        return String(path[path.index(after: slash)...])
    }

    static func absolute(_ path: String, relativeTo folder: String) -> String {
        if path.hasPrefix("/") { return path }
        let inner = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        return folder.hasSuffix("/") ? folder + inner : "\(folder)/\(inner)"
    }
}
