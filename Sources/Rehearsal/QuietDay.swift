import ControlAPI
public import SyncCore
import SyncEngine
import ZohoSimulator

/// A day of all four modules in which nothing changes: how much of it the journal gets to hear.
public struct QuietDay: Sendable {
    /// How often each module is synced.
    public var interval: String
    /// The streams that are synced, by table or Zoho's name; nil: all.
    public var streams: [String]?

    /// A quiet day with syncs at this interval.
    public init(interval: String = "15m", streams: [String]? = nil) {
        self.interval = interval
        self.streams = streams
    }

    /// What was told.
    public struct Figures: Sendable {
        /// Runs of the day, by module.
        public var runs: [Module: Int] = [:]
        /// Streams of the latest run of each module.
        public var streams: [Module: Int] = [:]
        /// Rows that they have written or marked deleted.
        public var changes = 0
        /// Lines of each module at info and above, for each of the day's hours.
        public var lines: [Module: [Int]] = [:]
        /// Lines at info and above that belong to no module.
        public var otherLines = 0
        /// Lines at warning and above.
        public var warnings: [String] = []
        /// Events of the day, at all levels: what the feed shows.
        public var events = 0
        /// What the simulator does not expect of a correct client.
        public var violations = 0

        /// The most lines that one module got in one hour.
        public var mostLines: Int { lines.values.flatMap(\.self).max() ?? 0 }
    }

    private static let day: Int64 = 86_400
    private static let hour: Int64 = 3_600

    /// Plays it in an empty folder: the modules are filled, an hour passes, then the day is counted.
    public func play(in folder: String) async throws -> Figures {
        var configuration = ZohoSimulator.Configuration()
        configuration.financeDailyLimit = 200_000
        configuration.latencyMilliseconds = 300
        let include: JSONValue = .array((streams ?? ["*"]).map(JSONValue.string))
        let settings: JSONValue = ["interval": .string(interval), "streams": ["include": include]]
        let modules = JSONObject(Module.allCases.map { ($0.rawValue, settings) })
        let rehearsal = try Rehearsal(
            ZohoSimulator(configuration), modules: .object(modules), in: folder,
            offset: 3_600)
        try await rehearsal.begin()
        // Two days are more than enough for the details of a small company.
        for _ in 0..<48 {
            await rehearsal.pass(Self.hour)
            if try rehearsal.count("SELECT count(*) FROM zohosync_details") == 0 { break }
        }
        await rehearsal.pass(Self.hour)
        let start = rehearsal.time.now
        await rehearsal.pass(Self.day)
        var figures = figures(rehearsal, from: start)
        for module in Module.allCases {
            let run = try await rehearsal.engine.runs(module: module.rawValue, limit: 1).first
            figures.streams[module] = run?["streams"]?.array?.count
        }
        await rehearsal.stop()
        return figures
    }

    private func figures(_ rehearsal: Rehearsal, from start: UTCInstant) -> Figures {
        var figures = Figures()
        for module in Module.allCases {
            figures.lines[module] = Array(repeating: 0, count: Int(Self.day / Self.hour))
        }
        for entry in rehearsal.told.entries
        where entry.at >= start && entry.at < start + Self.day {
            count(entry.event, inHour: Int((entry.at - start) / Self.hour), &figures)
        }
        figures.violations = rehearsal.simulator.violations.count
        return figures
    }

    private func count(_ event: Event, inHour hour: Int, _ figures: inout Figures) {
        figures.events += 1
        let module = event[.module].flatMap(Module.init(named:))
        if let module, event.name == .syncFinished {
            figures.runs[module, default: 0] += 1
            figures.changes += [Event.Field.upserted, .deleted].reduce(0) {
                $0 + (event[$1].flatMap { Int($0) } ?? 0)
            }
        }
        guard event.level >= .info else { return }
        if event.level >= .warning { figures.warnings.append(event.message) }
        if let module { figures.lines[module]?[hour] += 1 } else { figures.otherLines += 1 }
    }
}
