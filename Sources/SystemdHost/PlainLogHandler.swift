import Glibc
import Logging
import SyncCore

/// Writes one line for each event, to the standard error:
/// `2026-11-22T13:28:05Z info sync_finished Zoho CRM: 12 records`.
public struct PlainLogHandler: LogHandler {
    /// What every line may show.
    public var metadata: Logger.Metadata = [:]
    /// What is computed for every line.
    public var metadataProvider: Logger.MetadataProvider?
    /// Nothing below it is written.
    public var logLevel: Logger.Level

    private let now: @Sendable () -> UTCInstant
    private let write: @Sendable (String) -> Void

    /// A handler that writes to the standard error.
    public init(level: Logger.Level = .info) {
        self.init(
            level: level, now: { UTCInstant(seconds: Int64(time(nil))) },
            write: Self.writeToStandardError)
    }

    init(
        level: Logger.Level, now: @escaping @Sendable () -> UTCInstant,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.logLevel = level
        self.now = now
        self.write = write
    }

    /// One key of `metadata`.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one line.
    public func log(event: LogEvent) {
        write(line(for: event, at: now()) + "\n")
    }

    func line(for event: LogEvent, at moment: UTCInstant) -> String {
        let all = allMetadata(of: event)
        let message = event.message.description
        var words = [moment.text, Self.name(of: event.level)]
        if let name = all[EventLog.eventKey]?.description { words.append(name) }
        if let module = all[Event.Field.module.rawValue]?.description, !message.contains(module) {
            words.append(Self.escaped(module) + ":")
        }
        words.append(Self.escaped(message))
        if let error = event.error { words.append(Self.escaped("(\(error))")) }
        return words.joined(separator: " ")
    }

    /// `error` and the more urgent `critical` are one to the reader, `debug` and `trace` too.
    private static func name(of level: Logger.Level) -> String {
        let priority = level.syslogPriority
        return Event.Level.all.first { $0.rawValue == priority }?.name ?? Event.Level.error.name
    }

    /// The text without control characters, and so on one line. Names come from Zoho, and a control
    /// character in one of them must neither forge a line nor reach the terminal.
    /// - Parameter kept: characters that are good where it is shown.
    static func escaped(_ text: String, keeping kept: Set<Unicode.Scalar> = []) -> String {
        var line = ""
        for character in text.unicodeScalars {
            switch character {
            case _ where kept.contains(character): line.unicodeScalars.append(character)
            case "\n": line += "\\n"
            case "\r": line += "\\r"
            case "\t": line += "\\t"
            case _ where character.isControl:
                line += "\\u{" + String(character.value, radix: 16) + "}"
            default: line.unicodeScalars.append(character)
            }
        }
        return line
    }

    /// One write(2) a line, so that lines of several threads do not mix.
    private static func writeToStandardError(_ line: String) {
        var rest = Array(line.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            // Nobody reads: there is no other place to complain.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
