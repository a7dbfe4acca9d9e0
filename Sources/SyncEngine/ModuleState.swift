import SyncCore

/// What the engine knows of a module beside its settings.
struct ModuleState: Sendable {
    /// When it was last synced with full success.
    var lastSync: UTCInstant?
    /// When its alarm is set for.
    var nextSync: UTCInstant?
    /// The run that is queued or under way.
    var active: ActiveRun?
    /// The last run that ended, as it is shown.
    var lastRun: JSONValue?
    /// Whether a run was ordered since the start.
    var hasRun = false
    /// How its runs are told, and how many failed in a row.
    var news = RunNews()

    init(lastSync: UTCInstant?) { self.lastSync = lastSync }
}

/// A run that is queued or under way.
struct ActiveRun: Sendable {
    var run: Run
    var acceptDeletions: Bool
    let cancel = CancelFlag()
}
