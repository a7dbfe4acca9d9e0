import SyncCore
import TestSupport
import ZohoSimulator

extension FinanceDataSet {
    /// Some rows of each kind of stream, none of which has to settle before its details are read.
    static let small = FinanceDataSet.counts([
        "books/contacts": 30, "books/items": 12, "books/invoices": 25, "books/bills": 6,
        "books/creditnotes": 6, "books/creditnotes/refunds": 3, "books/customerpayments": 6,
        "books/vendorcredits": 5, "books/vendorpayments": 5, "books/journals": 5,
        "books/chartofaccounts": 6, "books/bankaccounts": 3, "books/banktransactions": 8,
        "books/users": 4, "books/settings/taxes": 4, "books/settings/currencies": 3,
        "inventory/items": 9, "inventory/packages": 5, "inventory/moveorders": 4,
        "invoice/contacts": 6, "invoice/estimates": 5,
    ])

    /// So many rows of each stream of each product: enough for all that hangs on a row's number.
    static func ofEach(_ rows: Int) -> FinanceDataSet {
        var empty = ZohoSimulator.Configuration()
        empty.dataSet = .custom([])
        let simulator = ZohoSimulator(empty)
        let keys = FinanceProduct.allCases.flatMap { product in
            simulator.streams(of: product).map { "\(product.rawValue)/\($0)" }
        }
        return .counts(Dictionary(uniqueKeysWithValues: keys.map { ($0, rows) }))
    }

    /// Only these streams of Books.
    static func books(_ counts: [String: Int]) -> FinanceDataSet {
        .counts(Dictionary(uniqueKeysWithValues: counts.map { ("books/" + $0.key, $0.value) }))
    }
}

/// Runs a test with the finance products in a world of its own: Books with the small data, without a
/// limit by the minute, unless said otherwise.
func withFinance(
    _ data: FinanceDataSet = .small, config: ConfigDraft = .books(),
    simulator change: (inout ZohoSimulator.Configuration) -> Void = { _ in },
    _ body: (Workbench) async throws -> Void
) async throws {
    try await withWorkbench(
        .custom([]), config: config,
        simulator: {
            $0.financeData = data
            $0.financeMinuteLimit = nil
            $0.financeDailyLimit = 100_000
            change(&$0)
        }, body)
}

extension Workbench {
    /// Syncs Zoho Books through the daemon and answers with the run; no run where it was refused.
    func syncBooks(
        mode: String = "incremental", acceptDeletions: Bool = false
    ) async throws -> JSONValue {
        try await client.post(
            "modules/books/sync",
            [
                "wait": true, "mode": .string(mode), "accept_deletions": .bool(acceptDeletions),
            ]
        ).json["run"] ?? .null
    }

    /// Waits until no detail is left to be read.
    func detailsRead() async throws {
        _ = try await eventually("the details") {
            try detailsPending() == 0 ? true : nil
        }
    }

    /// Moves the simulator's clock so far ahead that what is changed now is not waited for: a record
    /// that has just been modified settles for some seconds before its detail is read.
    func moveOn() { simulator.clock.advance(bySeconds: 600) }

    /// The calls to a product so far.
    func calls(_ product: FinanceProduct) -> [ZohoSimulator.LoggedRequest] {
        simulator.calls("/\(product.rawValue)/v")
    }
}
