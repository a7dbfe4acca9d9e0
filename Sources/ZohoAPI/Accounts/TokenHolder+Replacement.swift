import SyncCore

/// A refresh token that Zoho has replaced, and how it finds its way to where the old one was.
extension TokenHolder {
    /// Puts a new refresh token where the old one came from.
    public typealias StoreRefreshToken =
        @Sendable (_ new: Secret, _ old: Secret) async -> RefreshTokenStorage

    /// Takes the refresh token of an answer, if the one that Zoho was shown is still in force:
    /// whatever else has changed meanwhile, and whatever else the answer is worth, the old one may
    /// have ended with it. One that is not is kept for when its credentials come back.
    /// - Parameter home: The fingerprint of the credentials that were configured then.
    func take(
        _ offered: OfferedRefreshToken, inPlaceOf shown: Credentials, from server: String,
        of home: String
    ) {
        switch offered {
        case .absent: return
        case .unusable(let cause):
            let text =
                "Zoho has sent a new refresh token that cannot be used: \(cause); the present one "
                + "stays (should Zoho refuse it now, make another: zohosync setup --reauthorize)"
            if offerNews.isNews(text, at: now()) { sink.emit(Event(.notice, .error, text)) }
        case .usable(let new):
            guard new != shown.refreshToken else { return }
            guard server == accountsServer, shown.clientID == configured.clientID,
                shown.refreshToken == credentials.refreshToken
            else {
                guard home != fingerprint else { return }
                others.keep(new, for: home)
                return save()
            }
            replacement = new == configured.refreshToken ? nil : new
            // Before anything else: a crash would take the new one along.
            save()
        }
    }

    /// Puts the refresh token that Zoho has given where the old one came from, unless it is there.
    /// The cache has it until then: for a crash in between, and for a restart.
    public func storeReplacement() async {
        guard let new = replacement else { return }
        let old = configured.refreshToken
        let storage = await store(new, old)
        tell(storage)
        // It is what the configuration holds now, whatever else a reload has brought meanwhile.
        guard case .stored = storage, configured.refreshToken == old else { return }
        configured.refreshToken = new
        if replacement == new { replacement = nil }
        save()
    }

    private func tell(_ storage: RefreshTokenStorage) {
        switch storage {
        case .stored(let place):
            storageNews.forget()
            storageProblem = nil
            sink.emit(
                Event(
                    .refreshTokenReplaced, .notice,
                    "Zoho has replaced the refresh token; the new one is in \(place)"))
        case .overtaken:
            storageNews.forget()
            storageProblem = nil
        case .notStored(let reason, let hint):
            // What has no room for the one often has none for the other.
            let place =
                hasCacheFault
                ? "in the daemon's memory only, and lost when it stops"
                : "in the token cache only, and lost without it"
            let text =
                "Zoho has replaced the refresh token, and the new one cannot be put where the old "
                + "one came from: \(reason); it is \(place) (\(hint))"
            storageProblem = text
            // Tried again with every refresh, told once a day.
            if storageNews.isNews(text, at: now()) {
                sink.emit(Event(.refreshTokenReplaced, .error, text))
            }
        }
    }
}
