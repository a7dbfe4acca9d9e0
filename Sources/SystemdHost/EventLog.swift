import Logging
import SyncCore

/// Writes events to the log and hands them to the hub. The one place where an event becomes a
/// log entry.
public struct EventLog: EventSink {
    /// The metadata key, and the journal field, of an event's name.
    static let eventKey = "ZOHO_EVENT"

    private let logger: Logger
    private let floor: Event.Level
    private let hub: EventHub

    /// A log.
    /// - Parameters:
    ///   - logger: Where the entries go. Its own level is set to the floor.
    ///   - floor: Events below it are not logged. The hub gets them all the same: who listens
    ///     there chooses for himself.
    ///   - hub: Who else is told.
    public init(logger: Logger, floor: Event.Level = .info, hub: EventHub) {
        var logger = logger
        logger.logLevel = floor.loggerLevel
        self.logger = logger
        self.floor = floor
        self.hub = hub
    }

    /// Takes an event.
    public func emit(_ event: Event) {
        // The listeners first: who sees the entry and then listens does not get it a second time.
        hub.emit(event)
        if event.level >= floor {
            logger.log(
                level: event.level.loggerLevel, "\(event.message)",
                metadata: Self.metadata(event), file: event.origin.file,
                function: event.origin.function, line: event.origin.line)
        }
    }

    static func metadata(_ event: Event) -> Logger.Metadata {
        var metadata: Logger.Metadata = [eventKey: .string(event.name.rawValue)]
        if let id = JournalMessageID.of(event.name) { metadata["MESSAGE_ID"] = .string(id) }
        for (field, value) in event.fields { metadata[field.rawValue] = .string(value) }
        return metadata
    }
}
