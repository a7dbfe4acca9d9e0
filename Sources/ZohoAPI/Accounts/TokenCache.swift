import SyncCore

/// The access token and the recent requests for one, in a file: ten restarts cost one refresh.
///
/// What cannot be read is as if it were not there, but it is not overwritten: it may hold the only
/// good refresh token, for a daemon with the right key. Where a key is configured the content is
/// sealed; how, is for whoever makes the cache.
public struct TokenCache: Sendable {
    /// What unsealing has yielded.
    public struct Unsealed: Sendable {
        let bytes: [UInt8]
        let isCurrent: Bool

        /// - Parameters:
        ///   - bytes: The content.
        ///   - isCurrent: Whether it is sealed as it would be now. One that is not, as under an old
        ///     key, is sealed anew at once: that key may be gone at the next start.
        public init(_ bytes: [UInt8], isCurrent: Bool = true) {
            self.bytes = bytes
            self.isCurrent = isCurrent
        }
    }

    let file: PrivateFile?
    /// Where a file that cannot be read is put.
    let aside: Aside?
    private let seal: @Sendable ([UInt8]) throws -> [UInt8]
    private let unseal: @Sendable ([UInt8]) throws -> Unsealed

    private static let limit = 64 << 10

    /// A cache in this file; without a path nothing is kept.
    public init(
        path: String?, seal: @escaping @Sendable ([UInt8]) throws -> [UInt8] = { $0 },
        unseal: @escaping @Sendable ([UInt8]) throws -> Unsealed = { Unsealed($0) }
    ) {
        file = path.map(PrivateFile.init(path:))
        aside = file.map(Aside.init)
        self.seal = seal
        self.unseal = unseal
    }

    /// What is kept; and what the operator should read, where there is such a thing.
    func load() -> (content: Content?, notice: String?) {
        guard let file else { return (nil, nil) }
        let replaced = finishReplacing(file)
        let (content, notice) = loadReplaced(file)
        let notices = [replaced, notice].compactMap(\.self)
        return (content, notices.isEmpty ? nil : notices.joined(separator: "; "))
    }

    private func loadReplaced(_ file: PrivateFile) -> (content: Content?, notice: String?) {
        var fault: String?
        do {
            if let opened = try open(file) {
                if let better = takeBack(inPlaceOf: opened.content) { return better }
                return (opened.content, opened.isCurrent ? nil : sealAnew(opened.content))
            }
        } catch {
            fault = "\(error)"
        }
        // The next save would take its place.
        let unfinished = putUnfinishedAside()
        // Whoever has the key again has what was put aside without it.
        let found = find()
        let cache = found.map { takeBack($0) } ?? fault.map(putAside)
        let notices = [cache, unfinished].compactMap(\.self)
        return (found?.content, notices.isEmpty ? nil : notices.joined(separator: "; "))
    }

    /// Replaces the file. Throws what the operator should read, without the content.
    func save(_ content: Content) throws {
        try file?.replace(with: seal(content.bytes))
    }

    /// Removes what was put aside: the credentials that are configured are good without it.
    func dropAside() { aside?.all.forEach { $0.remove() } }

    // MARK: Steps

    /// A crash may have come before a new content took its place. What was written whole counts: it
    /// may hold the only refresh token that is still good. What is told of the content before it,
    /// where that cannot be opened.
    private func finishReplacing(_ file: PrivateFile) -> String? {
        let written = PrivateFile(path: file.besidePath)
        // One that is missing, cut off or under another key stays where it is.
        guard (try? open(written)) != nil else { return nil }
        var notice: String?
        do { _ = try open(file) } catch { notice = putAside(because: "\(error)") }
        try? written.move(to: file)
        return notice
    }

    private struct Unreadable: Error, CustomStringConvertible { let description: String }

    /// What a file holds; nil where there is none.
    func open(_ file: PrivateFile) throws -> (content: Content, isCurrent: Bool)? {
        switch file.read(limit: Self.limit) {
        case .missing, .bytes([]): return nil
        case .unreadable(let reason): throw Unreadable(description: reason)
        case .bytes(let bytes):
            let unsealed = try unseal(bytes)
            guard let content = Content(unsealed.bytes) else {
                throw Unreadable(description: "it is broken, or of another version")
            }
            return (content, unsealed.isCurrent)
        }
    }

    func sealAnew(_ content: Content) -> String? {
        do {
            try save(content)
            return nil
        } catch {
            return "cannot seal the kept access token with the new key: \(error) (mend that before "
                + "the old key is taken away)"
        }
    }
}
