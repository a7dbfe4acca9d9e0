import Foundation
import GRDB
import Testing
import ZohoSimulator

/// Compares the tables of the finance products with what the simulator holds, field by field.
///
/// The expectation is written from the contract's section on the database, not from the code under
/// test: see `ExpectedFinanceRecord`.
struct FinanceTruthCheck {
    /// Streams of the simulator that no list of a whole product shows: the lists of one account, and
    /// shipments, which are read through packages.
    static let unlisted: Set<String> = [
        "chartofaccounts/transactions", "bankaccounts/rules", "shipmentorders",
    ]
    /// Streams whose last segment alone would clash, or that are under a parent.
    private static let namedWithParent: Set<String> = [
        "creditnotes/refunds", "vendorcredits/refunds", "projects/tasks",
    ]

    let simulator: ZohoSimulator
    let database: String
    var products = FinanceProduct.allCases
    /// Streams that the account may not read: their tables are not looked at.
    var leavingOut: Set<String> = []

    /// The table of a stream: the last segment of its path, in most cases.
    static func table(_ product: FinanceProduct, _ stream: String) -> String {
        let last = stream.split(separator: "/").last.map(String.init) ?? stream
        let name = namedWithParent.contains(stream) ? stream.replacing("/", with: "_") : last
        return "\(product.rawValue)_\(name)"
    }

    /// What is wrong; nothing when every live row and every child is as in Zoho.
    func differences() throws -> [String] {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        return try DatabaseQueue(path: database, configuration: configuration).read { db in
            var found: [String] = []
            for product in products {
                for stream in simulator.streams(of: product)
                where !Self.unlisted.contains(stream) && !leavingOut.contains(stream) {
                    found += try compare(db, product, stream)
                }
            }
            return found
        }
    }

    private func compare(
        _ db: Database, _ product: FinanceProduct, _ stream: String
    ) throws -> [String] {
        let table = Self.table(product, stream)
        let truth = simulator.truth(product: product, stream: stream)
        guard try db.tableExists(table) else {
            return truth.isEmpty ? [] : ["\(table): there is no such table"]
        }
        let key = try db.primaryKey(table).columns[0]
        var rows: [String: Row] = [:]
        var found: [String] = []
        for row in try Row.fetchAll(db, sql: "SELECT * FROM \"\(table)\"") {
            let id = row[key] as String
            if row["_synced_at"] as String? == nil { found.append("\(table) \(id): no _synced_at") }
            if row["_deleted_at"] as String? == nil { rows[id] = row }
        }
        found += Set(rows.keys).subtracting(truth.map(\.id)).sorted().map {
            "\(table) \($0): lives, but not in Zoho"
        }
        let records = truth.map { ExpectedFinanceRecord(stream: stream, truth: $0) }
        for record in records {
            guard let row = rows[record.id] else {
                found.append("\(table) \(record.id): missing or marked deleted")
                continue
            }
            found += record.differences(row).map { "\(table) \(record.id): \($0)" }
        }
        for child in ExpectedFinanceRecord.children(of: stream) {
            let elements = records.map { ($0.id, $0.elements(of: child)) }
            found += try ChildCheck(
                table: table + "_" + child.table,
                expected: Dictionary(uniqueKeysWithValues: elements),
                columns: ExpectedFinanceRecord.columns
            ).differences(db)
        }
        return found
    }
}

extension Workbench {
    /// Expects that every table of these products equals the simulator's truth, and that no detail
    /// is left to be read.
    func expectFinanceTruth(
        _ products: [FinanceProduct] = [.books], leavingOut: Set<String> = [],
        comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let differences = try FinanceTruthCheck(
            simulator: simulator, database: database, products: products, leavingOut: leavingOut
        ).differences()
        #expect(try detailsPending() == 0, comment, sourceLocation: sourceLocation)
        guard !differences.isEmpty else { return }
        let first = differences.prefix(8).joined(separator: "\n")
        Issue.record(
            "\(comment?.rawValue ?? "") \(differences.count) differences, such as\n\(first)",
            sourceLocation: sourceLocation)
    }
}
