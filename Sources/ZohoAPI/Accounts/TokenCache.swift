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

    private let file: PrivateFile?
    private let seal: @Sendable ([UInt8]) throws -> [UInt8]
    private let unseal: @Sendable ([UInt8]) throws -> Unsealed

    private static let limit = 64 << 10

    /// A cache in this file; without a path nothing is kept.
    public init(
        path: String?, seal: @escaping @Sendable ([UInt8]) throws -> [UInt8] = { $0 },
        unseal: @escaping @Sendable ([UInt8]) throws -> Unsealed = { Unsealed($0) }
    ) {
        file = path.map(PrivateFile.init(path:))
        self.seal = seal
        self.unseal = unseal
    }

    /// Where a file that cannot be read is put. There is one such place: the earlier one stays, as it
    /// is from when all was well.
    private var aside: PrivateFile? { file.map { PrivateFile(path: $0.path + ".unreadable") } }

    /// What is kept; and what the operator should read, where there is such a thing.
    func load() -> (content: Content?, notice: String?) {
        guard let file, let aside else { return (nil, nil) }
        finishReplacing(file)
        var fault: String?
        do {
            if let opened = try open(file) {
                if let better = takeBack(inPlaceOf: opened.content) { return better }
                return (opened.content, opened.isCurrent ? nil : sealAnew(opened.content))
            }
        } catch {
            fault = "\(error)"
        }
        // Whoever has the key again has what was put aside without it.
        if let opened = try? open(aside) {
            return (opened.content, takeBack(opened))
        }
        return (nil, fault.map(putAside))
    }

    /// Replaces the file. Throws what the operator should read, without the content.
    func save(_ content: Content) throws {
        try file?.replace(with: seal(content.bytes))
    }

    /// Removes what was put aside: the credentials that are configured are good without it.
    func dropAside() { aside?.remove() }

    // MARK: Steps

    /// A crash may have come before a new content took its place. What was written whole counts: it
    /// may hold the only refresh token that is still good.
    private func finishReplacing(_ file: PrivateFile) {
        let written = PrivateFile(path: file.besidePath)
        // One that is missing, cut off or under another key stays where it is.
        if (try? open(written)) != nil { try? written.move(to: file) }
    }

    private struct Unreadable: Error, CustomStringConvertible { let description: String }

    /// What a file holds; nil where there is none.
    private func open(_ file: PrivateFile) throws -> (content: Content, isCurrent: Bool)? {
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

    private func sealAnew(_ content: Content) -> String? {
        do {
            try save(content)
            return nil
        } catch {
            return "cannot seal the kept access token with the new key: \(error) (mend that before "
                + "the old key is taken away)"
        }
    }

    /// A daemon that could not open the cache and was refused has left one that says nothing, and that
    /// the right key may open as well: then what was put aside counts.
    private func takeBack(inPlaceOf left: Content) -> (content: Content?, notice: String?)? {
        guard left.token == nil, left.replacement == nil, let aside,
            var content = (try? open(aside))?.content, content.replacement != nil,
            content.fingerprint == left.fingerprint
        else { return nil }
        // Zoho counts all requests.
        content.limiter = left.limiter
        do {
            try save(content)
        } catch {
            return (content, "cannot put \(aside.path) back to its place: \(error)")
        }
        aside.remove()
        return (content, isBack)
    }

    private func takeBack(_ opened: (content: Content, isCurrent: Bool)) -> String? {
        guard let file, let aside else { return nil }
        do {
            try file.exchange(with: aside)
        } catch {
            return "cannot put \(aside.path) back to its place: \(error)"
        }
        return (opened.isCurrent ? nil : sealAnew(opened.content)) ?? isBack
    }

    private var isBack: String {
        "the access token that was put aside can be opened again, and is back in "
            + (file?.path ?? "")
    }

    private func putAside(because fault: String) -> String {
        guard let file, let aside else { return fault }
        let outcome: String
        if aside.read(limit: 0) == .missing {
            do {
                try file.move(to: aside)
                outcome =
                    "it is kept as \(aside.path), as it may hold the only good refresh token, and "
                    + "is used again once it can be opened"
            } catch {
                outcome = "\(error)"
            }
        } else {
            outcome = "\(aside.path) holds an earlier one, which stays"
        }
        return
            "cannot use the kept access token in \(file.path): \(fault) (a new one is asked for; "
            + "\(outcome))"
    }
}
