import GRDB
import SyncCore
import ZohoSimulator

/// Compares every table of a database with what the simulator holds, field by field, the rows of
/// child tables included.
///
/// The expectation is written from the contract's section on the database, not from the code under
/// test: see `ExpectedRow`.
struct TruthCheck {
    let simulator: ZohoSimulator
    let database: String
    /// Modules that the account may read but this test leaves out.
    var leavingOut: Set<String> = []

    /// What is wrong; nothing when every live row of every readable module is as in Zoho.
    func differences() throws -> [String] {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: database, configuration: configuration)
        return try queue.read { db in
            var found: [String] = []
            for module in readableModules {
                found += try compare(
                    db, module: module.apiName, fields: simulator.fields(of: module.apiName))
            }
            return found + (try compare(db, module: "Users", fields: userFields))
        }
    }

    /// The modules that have a table: those with records of their own that may be read.
    var readableModules: [ZohoSimulator.ModuleDefinition] {
        simulator.modules.filter { module in
            module.isAPISupported && module.isViewable && module.access == .readable
                && module.hasFieldMetadata && module.generatedType != "subform"
                && !leavingOut.contains(module.apiName)
        }
    }

    /// The table of a module.
    static func table(of module: String) -> String { "crm_" + ExpectedRow.columnName(module) }

    private func compare(
        _ db: Database, module: String, fields: [ZohoSimulator.FieldDefinition]
    ) throws -> [String] {
        let table = Self.table(of: module)
        guard try db.tableExists(table) else { return ["\(table): there is no such table"] }
        let truth = simulator.truth(module: module)
        let deleted = Set(simulator.deletedIDs(module: module))
        var rows: [String: Row] = [:]
        var found: [String] = []
        for row in try Row.fetchAll(db, sql: "SELECT * FROM \"\(table)\"") {
            guard let id = row["id"] as String? else { continue }
            if row["_deleted_at"] as String? == nil {
                rows[id] = row
            } else if !deleted.contains(id), truth.contains(where: { $0.id == id }) {
                found.append("\(table) \(id): marked deleted, but lives")
            }
            if row["_synced_at"] as String? == nil { found.append("\(table) \(id): no _synced_at") }
        }
        let surplus = Set(rows.keys).subtracting(truth.map(\.id))
        found += surplus.sorted().map { "\(table) \($0): lives, but not in Zoho" }
        let expectation = ExpectedRow(module: module, fields: fields)
        for record in truth {
            guard let row = rows[record.id] else {
                found.append("\(table) \(record.id): missing")
                continue
            }
            found += expectation.differences(row, record).map { "\(table) \(record.id): \($0)" }
        }
        return found + (try CRMChildren(module: module, fields: fields).differences(db, truth))
    }

    /// Users have no metadata of their own; their shape is known from "Get Users".
    private var userFields: [ZohoSimulator.FieldDefinition] {
        simulator.truth(module: "Users").first.map { user in
            user.fields.keys.sorted().map { key in
                .init(key, user.fields[key]?["id"] == nil ? "text" : "lookup")
            }
        } ?? []
    }
}
