import Sealing
public import SyncCore

/// Keeping a refresh token that Zoho has put in the place of the configured one.
extension ConfigFile {
    /// Stores a new refresh token where the old one came from: a plain one in the file, a sealed one
    /// in the file and sealed, one of a `{"file":PATH}` in that file, whose mode and owner stay.
    ///
    /// What the daemon cannot write (an environment variable, a systemd credential) is told with
    /// what to do by hand. Where the configuration holds another token than `old` by now, nothing
    /// is written, nor where the new one would not be read back: the file would be refused with it.
    public func storeRefreshToken(
        _ token: Secret, replacing old: Secret
    ) -> RefreshTokenStorage {
        let variable = MergedConfig.variable(for: SealedPlace.refreshToken.rawValue)
        if environment.filled(variable) != nil {
            return Self.notStored(in: "the environment variable \(variable)")
        }
        do throws(Refusal) {
            _ = try SecretText.check(token.reveal())
        } catch {
            return .notStored(
                reason: "it cannot be a refresh token: \(error.message)",
                hint: "should Zoho refuse the old one now, make another with "
                    + "zohosync setup --reauthorize")
        }
        do throws(ConfigError) {
            return try locked { state throws(ConfigError) in
                let storage = try store(token, replacing: old, &state)
                // The file's next reading is then no news.
                if case .stored = storage, state.settings?.credentials.refreshToken == old {
                    state.settings?.credentials.refreshToken = token
                }
                return storage
            }
        } catch {
            return .notStored(reason: error.description, hint: error.hint)
        }
    }

    private func store(
        _ token: Secret, replacing old: Secret, _ state: inout State
    ) throws(ConfigError) -> RefreshTokenStorage {
        let key = SealedPlace.refreshToken.rawValue
        return try edit(&state) { text throws(ConfigError) in
            let unchanged = text.document.bytes
            let (source, keyring) = try refusing(key) { () throws(Refusal) in
                (
                    try SecretSource.parse(text.document.value[key] ?? .null),
                    try environment.keyringOrRefusal()
                )
            }
            var editor = JSONEditor(text.document)
            switch source {
            case .variable, .credential:
                return (unchanged, Self.notStored(in: source.elsewhere ?? key))
            case .file(let name):
                return (unchanged, try store(token, replacing: old, in: name))
            case .plain(let present):
                guard present == old else {
                    return (unchanged, Self.found(present, for: token, in: path))
                }
                guard keyring == nil else { break }
                try scanned { () throws(JSONError) in
                    try editor.set([key], to: .string(token.reveal()))
                }
                return (editor.bytes, .stored(place: path))
            case .sealed:
                let opened = try refusing(key) { () throws(Refusal) in
                    try source.opened(for: .refreshToken, with: keyring)
                }
                guard opened?.secret == old else {
                    return (unchanged, Self.found(opened?.secret, for: token, in: path))
                }
            }
            try seal(token, at: .refreshToken, with: keyring, in: &editor)
            return (editor.bytes, .stored(place: "\(path), sealed"))
        }
    }

    /// Replaces the file that holds the token and nothing else.
    private func store(
        _ token: Secret, replacing old: Secret, in name: String
    ) throws(ConfigError) -> RefreshTokenStorage {
        let path = PathText.absolute(name, relativeTo: folder)
        for attempt in 0..<ConfigFile.tries {
            let snapshot: FileSnapshot
            switch FileSnapshot.read(path, limit: SecretFile.sizeLimit) {
            case .failure(let fault): throw .unreadable(path: path, fault)
            case .success(let read): snapshot = read
            }
            let text = snapshot.bytes.prefix { $0 != 0x0A && $0 != 0x0D }
            let present = Secret(bytes: text)
            guard present == old else { return Self.found(present, for: token, in: path) }
            let end = snapshot.bytes[text.endIndex...]
            let bytes = token.withBytes { Array($0) } + end
            guard bytes.count <= SecretFile.sizeLimit else {
                throw .tooLarge(path: path, size: bytes.count, limit: SecretFile.sizeLimit)
            }
            do throws(FileFault) {
                let outcome = try replacer.replace(
                    path, with: bytes, old: snapshot, waits: attempt < ConfigFile.patience)
                if outcome == .replaced { return .stored(place: path) }
            } catch {
                throw .unwritable(path: path, error)
            }
        }
        throw .unwritable(path: path, .busy)
    }

    /// Somebody else has been there: with the new one, where they were asked to put it there.
    private static func found(
        _ present: Secret?, for token: Secret, in path: String
    ) -> RefreshTokenStorage {
        present == token ? .stored(place: path) : .overtaken
    }

    private static func notStored(in place: String) -> RefreshTokenStorage {
        .notStored(
            reason: "it came from \(place), which the daemon cannot write",
            hint: "make another with zohosync setup --reauthorize and put it there before the next "
                + "restart; a token in the configuration itself, plain or sealed, or in a file of "
                + "the daemon's user is replaced without your help")
    }
}
