import ControlAPI
import SyncCore
import SyncEngine
import ZohoSimulator

/// Syncs of Books in which nothing has changed, with twenty lists, after everything was read.
public struct QuietBooks: Sendable {
    /// The lists with their rows, by the simulator's names.
    public static let lists = [
        "contacts": 210, "items": 420, "estimates": 20, "salesorders": 20, "invoices": 410,
        "recurringinvoices": 5, "creditnotes": 10, "customerpayments": 220, "expenses": 20,
        "purchaseorders": 10, "bills": 40, "vendorcredits": 5, "vendorpayments": 20,
        "chartofaccounts": 90, "bankaccounts": 5, "banktransactions": 150, "journals": 20,
        "users": 6, "settings/taxes": 8, "settings/currencies": 4,
    ]

    /// Rows that differ from `lists`.
    public var rows: [String: Int] = [:]
    /// Syncs that are counted.
    public var syncs = 6

    /// Quiet syncs; some lists may have other numbers of rows.
    public init(rows: [String: Int] = [:], syncs: Int = 6) {
        self.rows = rows
        self.syncs = syncs
    }

    /// What they have cost.
    public struct Figures: Sendable {
        /// Lists that were read.
        public var lists = 0
        /// Calls of the first sync after everything was read: it finds out which filters work.
        public var provingCalls = 0
        /// Calls of each sync after that, as the simulator counts them.
        public var calls: [Int] = []
        /// How each sync ended.
        public var states: [String] = []
        /// Rows that were written meanwhile.
        public var written = 0
        /// What the simulator does not expect of a correct client.
        public var violations = 0
    }

    /// Plays them in an empty folder.
    public func play(in folder: String) async throws -> Figures {
        let lists = Self.lists.merging(rows) { $1 }
        var configuration = ZohoSimulator.Configuration()
        configuration.dataSet = .empty
        configuration.financeData = .counts(
            Dictionary(uniqueKeysWithValues: lists.map { ("books/" + $0.key, $0.value) }))
        configuration.financeDailyLimit = 50_000
        configuration.latencyMilliseconds = 300
        let names = lists.keys.sorted().map { PathText.name(of: $0) }
        let rehearsal = try Rehearsal(
            ZohoSimulator(configuration),
            modules: [
                "Zoho Books": [
                    "interval": "1h", "streams": ["include": .array(names.map(JSONValue.string))],
                ]
            ], in: folder, offset: 3600)
        try await rehearsal.begin()
        repeat {
            await rehearsal.pass(3600)
        } while try rehearsal.count("SELECT count(*) FROM zohosync_details") > 0
        var figures = Figures()
        figures.provingCalls = await callsOfNextSync(rehearsal)
        for _ in 0..<syncs { figures.calls.append(await callsOfNextSync(rehearsal)) }
        let runs = try await rehearsal.engine.runs(module: "books", limit: syncs)
        figures.lists = runs.first?["streams"]?.array?.count ?? 0
        figures.states = runs.map { $0["state"]?.string ?? "" }
        figures.written = runs.reduce(0) { $0 + ($1["upserted"]?.integer ?? 0) }
        await rehearsal.stop()
        figures.violations = rehearsal.simulator.violations.count
        return figures
    }

    private func callsOfNextSync(_ rehearsal: Rehearsal) async -> Int {
        let (calls, told) = (rehearsal.calls, rehearsal.told)
        let before = (calls: calls.total, ended: told.count(.syncFinished))
        await rehearsal.pass(2 * 3600) { told.count(.syncFinished) > before.ended }
        return calls.total - before.calls
    }
}
