import Logging

/// Writes native journal entries (sd_journal_sendv(3)): metadata keys become journal fields.
public struct JournalLogHandler: LogHandler {
    /// What every entry carries.
    public var metadata: Logger.Metadata = [:]
    /// What is computed for every entry.
    public var metadataProvider: Logger.MetadataProvider?
    /// Nothing below it is written.
    public var logLevel: Logger.Level

    /// A handler.
    public init(level: Logger.Level = .info) { logLevel = level }

    /// One key of `metadata`.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one entry.
    public func log(event: LogEvent) {
        guard !entry(for: event).send() else { return }
        // The journal refuses the entry: rather a plain line than silence.
        var plain = PlainLogHandler(level: logLevel)
        plain.metadata = metadata
        plain.log(event: event)
    }

    func entry(for event: LogEvent) -> JournalEntry {
        var entry = JournalEntry()
        entry.append(message: event.message.description)
        entry.append("PRIORITY", String(event.level.syslogPriority))
        entry.append("SYSLOG_IDENTIFIER", "zohosyncd")
        entry.append("CODE_FILE", event.file)
        entry.append("CODE_LINE", String(event.line))
        entry.append("CODE_FUNC", event.function)
        for (key, value) in allMetadata(of: event).sorted(by: { $0.key < $1.key }) {
            entry.appendMetadata(key, value.description)
        }
        if let error = event.error { entry.appendMetadata("ERROR", String(describing: error)) }
        return entry
    }
}

extension LogHandler {
    /// The metadata of the handler, of its provider and of the event; the nearer one wins.
    func allMetadata(of event: LogEvent) -> Logger.Metadata {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        return all
    }
}
