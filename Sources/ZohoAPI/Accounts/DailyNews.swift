import SyncCore

/// Whether something that lasts is news: at once, when it changes, and then once a day.
struct DailyNews: Sendable {
    private var told: (text: String, at: UTCInstant)?

    /// Whether a text is to be told now; it then counts as told.
    mutating func isNews(_ text: String, at now: UTCInstant) -> Bool {
        // A clock that was set back must not silence it.
        if let told, told.text == text, told.at <= now,
            now - told.at < TokenBook.reminderInterval
        {
            return false
        }
        told = (text, now)
        return true
    }

    /// It is over.
    mutating func forget() { told = nil }
}
