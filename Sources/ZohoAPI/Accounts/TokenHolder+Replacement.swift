import SyncCore

/// A refresh token that Zoho has replaced, and how it finds its way to where the old one was.
extension TokenHolder {
    /// Puts a new refresh token where the old one came from.
    public typealias StoreRefreshToken =
        @Sendable (_ new: Secret, _ old: Secret) async -> RefreshTokenStorage

    /// Takes into the audit what has become of a refresh token that Zoho has replaced.
    public typealias RecordRefreshToken = @Sendable (RefreshTokenStorage) async -> Void

    /// Takes the refresh token of an answer, if the one that Zoho was shown is still in force:
    /// whatever else has changed meanwhile, and whatever else the answer is worth, the old one may
    /// have ended with it. False where it is not: then the new one is kept for when its credentials
    /// come back.
    /// - Parameter home: The fingerprint of the credentials that were configured then.
    func take(
        _ offered: OfferedRefreshToken, inPlaceOf shown: Credentials, from server: String,
        of home: String
    ) -> Bool {
        switch offered {
        case .absent: return true
        case .unusable(let cause):
            let text =
                "Zoho has sent a new refresh token that cannot be used: \(cause); the present one "
                + "stays (should Zoho refuse it now, make another: zohosync setup --reauthorize)"
            if offerNews.isNews(text, at: now()) { sink.emit(Event(.notice, .error, text)) }
            return true
        case .usable(let new):
            guard new != shown.refreshToken else { return true }
            guard server == accountsServer, shown.clientID == configured.clientID,
                shown.refreshToken == credentials.refreshToken
            else {
                guard new != credentials.refreshToken else { return true }
                if home != fingerprint {
                    others.keep(new, for: home)
                    save()
                }
                return false
            }
            replacement = new == configured.refreshToken ? nil : new
            // Before anything else: a crash would take the new one along.
            save()
            return true
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
        if case .stored = storage, configured.refreshToken == old {
            configured.refreshToken = new
            if replacement == new { replacement = nil }
            save()
        }
        // Last, as it may have to wait for the disk.
        await record(storage, of: new)
    }

    /// Tells of one that came too late: other credentials are in force by now, and it is not theirs.
    func tellOvertaken() async {
        sink.emit(
            Event(
                .refreshTokenReplaced, .error,
                "Zoho has replaced the refresh token, but other credentials were configured while the "
                    + "new one was on its way: it counts only where the old ones come back before "
                    + "these have proved to be good (else zohosync setup --reauthorize makes another)"
            ))
        await record(.overtaken)
    }

    /// What failed is in the audit once, however often it is tried again.
    private func record(_ storage: RefreshTokenStorage, of new: Secret) async {
        if case .stored = storage {
            missedReplacement = nil
        } else {
            guard missedReplacement != new else { return }
            missedReplacement = new
        }
        await record(storage)
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
            complain(
                "the new one is good until the next reload only: somebody has changed the place that "
                    + "the old one came from, and what is there now counts",
                "take it up with systemctl reload zohosyncd; should Zoho refuse it, make another with "
                    + "zohosync setup --reauthorize")
        case .notStored(let reason, let hint):
            // What has no room for the one often has none for the other.
            let keeper =
                hasCacheFault
                ? "in the daemon's memory only, and lost when it stops"
                : "in the token cache only, and lost without it"
            complain(
                "the new one cannot be put where the old one came from: \(reason); it is \(keeper)",
                hint)
        }
    }

    /// Tried again with every refresh, told once a day.
    private func complain(_ reason: String, _ hint: String) {
        let text = "Zoho has replaced the refresh token, and \(reason) (\(hint))"
        storageProblem = text
        if storageNews.isNews(text, at: now()) {
            sink.emit(Event(.refreshTokenReplaced, .error, text))
        }
    }
}
