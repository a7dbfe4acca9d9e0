import Glibc
import Logging

/// Where log entries go.
public enum LogDestination: Equatable, Sendable {
    /// Native entries to the journal.
    case journal
    /// Plain lines to the standard error.
    case standardError

    /// The journal, if and only if the standard error is connected to it: JOURNAL_STREAM holds the
    /// device and the inode of that connection (systemd.exec(5)). The variable alone proves
    /// nothing, since it is inherited by processes whose output was redirected since.
    public static func detect() -> LogDestination {
        detect(journalStream: getenv("JOURNAL_STREAM").map { String(cString: $0) })
    }

    static func detect(
        journalStream: String?, descriptor: CInt = STDERR_FILENO
    ) -> LogDestination {
        guard let numbers = journalStream?.split(separator: ":", omittingEmptySubsequences: false),
            numbers.count == 2, let device = UInt64(numbers[0]), let inode = UInt64(numbers[1])
        else { return .standardError }
        var status = stat()
        guard fstat(descriptor, &status) == 0, UInt64(status.st_dev) == device,
            UInt64(status.st_ino) == inode
        else { return .standardError }
        return .journal
    }

    /// A handler that writes there.
    public func makeHandler(level: Logger.Level) -> any LogHandler {
        switch self {
        case .journal: JournalLogHandler(level: level)
        case .standardError: PlainLogHandler(level: level)
        }
    }
}
