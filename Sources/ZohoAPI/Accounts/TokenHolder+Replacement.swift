import SyncCore

/// A refresh token that Zoho has replaced, and how it finds its way to where the old one was.
extension TokenHolder {
    /// What has become of a new refresh token.
    public enum Storage: Sendable, Equatable {
        /// It is where the old one was.
        case stored(place: String)
        /// There is another one by now, of an administrator; the next reading of the configuration
        /// brings it.
        case overtaken
        /// It cannot be put there: why, and what to do.
        case notStored(reason: String, hint: String)
    }

    /// Puts a new refresh token where the old one came from.
    public typealias StoreRefreshToken =
        @Sendable (_ new: Secret, _ old: Secret) async -> Storage

    /// Puts the refresh token that Zoho has given where the old one came from, unless it is there.
    /// The cache has it until then: for a crash in between, and for a restart.
    public func storeReplacement() async {
        guard let new = replacement else { return }
        let asked = generation
        let storage = await store(new, configured.refreshToken)
        tell(storage)
        // A reload may have found it in the file already, or other credentials.
        if case .stored = storage, asked == generation, replacement == new { keepReplacement() }
    }

    private func tell(_ storage: Storage) {
        switch storage {
        case .stored(let place):
            storageNews = nil
            sink.emit(
                Event(
                    .refreshTokenReplaced, .notice,
                    "Zoho has replaced the refresh token; the new one is in \(place)"))
        case .overtaken: storageNews = nil
        case .notStored(let reason, let hint):
            let text =
                "Zoho has replaced the refresh token, and the new one cannot be put where the old "
                + "one came from: \(reason); it is in the token cache only, and lost without it "
                + "(\(hint))"
            // Tried again with every refresh, told once a day.
            if let told = storageNews, told.text == text, told.at <= now(),
                now() - told.at < TokenBook.reminderInterval
            {
                return
            }
            storageNews = (text, now())
            sink.emit(Event(.refreshTokenReplaced, .error, text))
        }
    }
}
