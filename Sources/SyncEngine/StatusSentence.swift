import SyncCore

/// The daemon's state in one sentence, for `systemctl status`: trouble first, with its next step,
/// then what goes on or comes next.
struct StatusSentence: Sendable {
    /// What keeps the daemon, or one module, from its work.
    enum Trouble: Hashable, Sendable {
        /// Zoho has refused the credentials for good.
        case credentialsRefused
        /// The file on disk cannot be used.
        case configurationBroken
        /// `last_sync` cannot be written into the file.
        case configurationNotWritable
        /// The day's calls of a module are used up.
        case waitsForCalls(Module, until: UTCInstant)
        /// Syncs of a module fail.
        case failing(Module, times: Int, code: String?)
        /// Some streams of a module could not be read by its last sync.
        case partial(Module)
    }

    /// A sync under way.
    struct Running: Hashable, Sendable {
        var module: Module
        var records = 0
    }

    /// Modules that are enabled.
    var modules = 0
    /// Whether the schedule is in force: `enabled` in the configuration.
    var isScheduled = true
    /// What is wrong.
    var troubles: [Trouble] = []
    /// The syncs under way.
    var running: [Running] = []
    /// The module that is synced next, and when.
    var next: (module: Module, at: UTCInstant)?
    /// How the modules stand with their calls, as far as a limit is known.
    var calls: [RationReport] = []

    /// The sentence.
    func text(now: UTCInstant) -> String {
        // Nothing else is worth a word until somebody has mended it.
        if troubles.contains(.credentialsRefused) {
            return Self.text(of: .credentialsRefused)
        }
        return (troubles.map(Self.text) + work(now)).joined(separator: "; ")
    }

    private func work(_ now: UTCInstant) -> [String] {
        guard running.isEmpty else {
            let records = running.reduce(0) { $0 + $1.records }
            let names = running.map(\.module.rawValue).joined(separator: ", ")
            return ["syncing \(names) (\(counted(records, "record")) so far)" + nextText(now)]
        }
        guard isScheduled else { return ["disabled: no scheduled syncs"] }
        guard modules > 0 else { return ["no module is enabled"] }
        return [counted(modules, "module") + nextText(now)] + callsText
    }

    private func nextText(_ now: UTCInstant) -> String {
        next.map { ", next \($0.module.rawValue) \(Self.text(after: $0.at - now))" } ?? ""
    }

    /// What is left of the calls that are the shortest, by their share of the day's.
    private var callsText: [String] {
        let known = calls.compactMap { report in
            report.limit.flatMap { limit in report.left.map { (left: $0, limit: limit) } }
        }
        let tightest = known.min { $0.left * max(1, $1.limit) < $1.left * max(1, $0.limit) }
        return tightest.map { ["\(grouped($0.left)) of \(grouped($0.limit)) calls left"] } ?? []
    }

    private static func text(of trouble: Trouble) -> String {
        switch trouble {
        case .credentialsRefused:
            "Zoho refuses the credentials: run zohosync setup --reauthorize"
        case .configurationBroken:
            "the configuration file is broken, its last good settings are in use: run zohosyncd "
                + "check-config"
        case .configurationNotWritable:
            "last_sync cannot be written into the configuration file: let zohosyncd write it"
        case .waitsForCalls(let module, let end):
            "\(module.rawValue) waits for its calls until \(clock(end)) UTC"
        case .failing(let module, let times, let code):
            (times == 1
                ? "the last sync of \(module.rawValue) failed"
                : "\(grouped(times)) syncs of \(module.rawValue) failed in a row")
                + (code.map { " (\($0))" } ?? "")
        case .partial(let module):
            "a part of \(module.rawValue) could not be synced: see zohosync status"
        }
    }

    /// Hours and minutes of a moment: `23:00`.
    private static func clock(_ instant: UTCInstant) -> String {
        String(instant.text.dropFirst(11).prefix(5))
    }

    /// A wait, as exact as it matters: `now`, `in 40 s`, `in 12 min`, `in 3 h`, `in 2 days`.
    static func text(after seconds: Int64) -> String {
        guard seconds > 0 else { return "now" }
        if seconds < 60 { return "in \(seconds) s" }
        let minutes = (seconds + 30) / 60
        if minutes < 100 { return "in \(minutes) min" }
        let hours = (seconds + 1_800) / 3_600
        return hours < 48 ? "in \(hours) h" : "in \((seconds + 43_200) / 86_400) days"
    }
}
