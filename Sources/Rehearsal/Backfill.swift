import Foundation
import GRDB
import SyncCore
import ZohoSimulator

/// The first fill of one great stream, restarts included: all invoices of a company, header and
/// lines, within the calls that Zoho allows a day.
public struct Backfill: Sendable {
    /// Invoices, spread over five years; one in ten was modified long after it was made.
    public var invoices = 50_000
    /// Zoho's calls a day.
    public var dailyCalls = 5_000
    /// The moment at which headers have to be there.
    public var headerCalls = 300
    /// Days whose lines are wanted first.
    public static let newestDays: Int64 = 90

    /// A fill.
    public init(invoices: Int = 50_000, dailyCalls: Int = 5_000, headerCalls: Int = 300) {
        self.invoices = invoices
        self.dailyCalls = dailyCalls
        self.headerCalls = headerCalls
    }

    /// What it has shown.
    public struct Figures: Sendable {
        /// Headers there after `headerCalls` calls.
        public var headers = 0
        /// Calls until all headers were there.
        public var callsUntilHeaders = 0
        /// Invoices that were modified within the newest days, and those of them whose lines were
        /// there at the end of the first day.
        public var newest = 0
        /// See `newest`.
        public var newestOnFirstDay = 0
        /// Calls of each day.
        public var callsPerDay: [Int] = []
        /// Syncs of the whole time.
        public var runs = 0
        /// Pages, details and a call for each sync.
        public var idealCalls = 0
        /// Answers with status 429.
        public var refusals = 0
        /// What the simulator does not expect of a correct client.
        public var violations = 0
        /// Restarts of the engine.
        public var restarts = 0
        /// Days from the start until it was done, by what status said at some moments.
        public var forecasts: [Forecast] = []
        /// Seconds that it took.
        public var seconds: Int64 = 0
        /// Invoices and lines in the database at the end.
        public var linesKept = 0
        /// Lines that the simulator has.
        public var lines = 0

        /// All calls.
        public var calls: Int { callsPerDay.reduce(0, +) }
        /// The calls beyond the ideal, as a share of it.
        public var excess: Double { Double(calls) / Double(max(1, idealCalls)) - 1 }
    }

    /// What status foretold.
    public struct Forecast: Sendable {
        /// Seconds since the start when it was asked.
        public var asked: Int64
        /// Seconds since the start when all was to be done.
        public var told: Int64
    }

    /// Plays it in an empty folder.
    public func play(in folder: String) async throws -> Figures {
        var configuration = ZohoSimulator.Configuration()
        configuration.dataSet = .empty
        configuration.financeData = .counts(["books/contacts": 200, "books/items": 50])
        configuration.financeDailyLimit = dailyCalls
        configuration.latencyMilliseconds = 300
        let simulator = ZohoSimulator(configuration)
        simulator.seed(product: .books, stream: "invoices", count: invoices, days: 5 * 365)
        let rehearsal = try Rehearsal(
            simulator,
            modules: [
                "Zoho Books": ["interval": "30m", "streams": ["include": ["invoices"]]]
            ], in: folder, offset: 3600)
        var figures = Figures()
        try await readHeaders(rehearsal, &figures)
        try await readFirstDay(rehearsal, &figures)
        try await readRest(rehearsal, &figures)
        await rehearsal.stop()
        try measure(rehearsal, &figures)
        return figures
    }

    private func readHeaders(_ rehearsal: Rehearsal, _ figures: inout Figures) async throws {
        let calls = rehearsal.calls
        let half = invoices / 400
        try await rehearsal.begin()
        await rehearsal.pass(3600) { calls.total >= half }
        try await rehearsal.restart()
        figures.restarts += 1
        while figures.callsUntilHeaders == 0 || calls.total < headerCalls {
            let next = calls.total + 1
            await rehearsal.pass(3600) { calls.total >= next }
            let rows = try rehearsal.count("SELECT count(*) FROM books_invoices")
            if rows == invoices, figures.callsUntilHeaders == 0 {
                figures.callsUntilHeaders = calls.total
            }
            if calls.total <= headerCalls { figures.headers = rows }
            guard calls.total < 2 * headerCalls else { break }
        }
    }

    private func readFirstDay(_ rehearsal: Rehearsal, _ figures: inout Figures) async throws {
        let start = UTCInstant(seconds: rehearsal.startedAt)
        let since = start - Self.newestDays * 86_400
        let newest = "FROM books_invoices WHERE last_modified_time >= '\(since)'"
        figures.newest = try rehearsal.count("SELECT count(*) \(newest)")
        await note(rehearsal, &figures)
        // The organisation's midnight.
        let midnight = (rehearsal.startedAt + 3600) / 86_400 * 86_400 + 86_400 - 3600
        await rehearsal.time.pass(until: UTCInstant(seconds: midnight))
        let owed = "SELECT id FROM zohosync_details WHERE stream = 'books_invoices'"
        figures.newestOnFirstDay = try rehearsal.count(
            "SELECT count(*) \(newest) AND invoice_id NOT IN (\(owed))")
    }

    private func readRest(_ rehearsal: Rehearsal, _ figures: inout Figures) async throws {
        let all = invoices
        let simulator = rehearsal.simulator
        for day in 0..<60 {
            await note(rehearsal, &figures)
            if day == 2 {
                try await rehearsal.restart()
                figures.restarts += 1
            }
            await rehearsal.pass(86_400) {
                simulator.statistics.finance.details["books/invoices", default: 0] >= all
            }
            // Whatever has failed or was read twice is read until nothing is owed.
            await rehearsal.pass(60)
            if try rehearsal.count("SELECT count(*) FROM zohosync_details") == 0 { break }
        }
        figures.seconds = rehearsal.time.now.seconds - rehearsal.startedAt
    }

    private func note(_ rehearsal: Rehearsal, _ figures: inout Figures) async {
        let status = await rehearsal.callsStatus(of: .books)
        guard let told = status["details_done_by"]?.string.flatMap({ UTCInstant($0) }) else {
            return
        }
        figures.forecasts.append(
            Forecast(
                asked: rehearsal.time.now.seconds - rehearsal.startedAt,
                told: told.seconds - rehearsal.startedAt))
    }

    private func measure(_ rehearsal: Rehearsal, _ figures: inout Figures) throws {
        let simulator = rehearsal.simulator
        figures.callsPerDay = rehearsal.calls.perDay
        figures.runs = rehearsal.told.count(.syncStarted)
        figures.idealCalls = (invoices + 199) / 200 + invoices + figures.runs
        figures.refusals = simulator.statistics.finance.refusals.values.reduce(0, +)
        figures.violations = simulator.violations.count
        figures.linesKept = try rehearsal.count("SELECT count(*) FROM books_invoices_line_items")
        figures.lines = simulator.truth(product: .books, stream: "invoices").reduce(0) {
            guard case .array(let lines) = $1.detail["line_items"] else { return $0 }
            return $0 + lines.count
        }
    }
}
