import Foundation
import GRDB
import SyncCore
import TestSupport
import Testing

import struct SyncCore.Cursor

@testable import Mirror

/// An instant in the middle of 2026.
let noon = UTCInstant(seconds: 1_780_000_000)

extension TemporaryFolder {
    var database: String { path + "/zoho.sqlite" }
}

/// A mirror in a folder of its own.
final class MirrorBench {
    let folder: TemporaryFolder
    let mirror: SQLiteMirror

    init() throws {
        folder = try TemporaryFolder()
        mirror = try SQLiteMirror(path: folder.database)
    }

    deinit { mirror.close() }

    /// The values of a query, a row a text: `1|abc|NULL`; text in single quotes.
    func rows(_ sql: String) throws -> [String] {
        let queue = try DatabaseQueue(path: folder.database)
        return try queue.read { db in
            try Row.fetchAll(db, sql: sql).map { row in
                row.databaseValues.map(\.description).joined(separator: "|")
            }
        }
    }

    func execute(_ sql: String) throws {
        try DatabaseQueue(path: folder.database).write { try $0.execute(sql: sql) }
    }

    /// The stream of the tests with these rows, written at a moment.
    @discardableResult
    func write(
        _ rows: [[TestCell]], schema: StreamSchema = .leads, cursor: Cursor? = nil,
        sweep: Commit.SweepStep = .none, partial: Set<Int> = [], at now: UTCInstant = noon
    ) async throws -> Int {
        var batch = RowBatch(rows, width: schema.columns.count)
        batch.partial = partial
        let commit = Commit(
            schema: schema, rows: batch, cursor: cursor, sweep: sweep, now: now)
        return try await mirror.commit(commit).upserted
    }
}

extension MirrorBench {
    /// The debts that are kept: `crm_leads 1 <newest> <failures>`.
    func debts() throws -> [String] {
        let sql = """
            SELECT stream || ' ' || id || ' ' || newest || ' ' || failures
            FROM zohosync_details ORDER BY stream, id
            """
        return try rows(sql).map { String($0.dropFirst().dropLast()) }
    }

    /// The ids that have debts, after a check that their number is the one that is shown.
    func debtors(sourceLocation: SourceLocation = #_sourceLocation) async throws -> [String] {
        let ids = try rows("SELECT id FROM zohosync_details WHERE stream = 'crm_leads' ORDER BY id")
        #expect(
            try await mirror.debtCounts()["crm_leads"] ?? 0 == ids.count,
            sourceLocation: sourceLocation)
        let shown = try await mirror.streams().first { $0["table"] == "crm_leads" }
        #expect(
            shown?["details_pending"]?.integer == ids.count, sourceLocation: sourceLocation)
        return ids.map { String($0.dropFirst().dropLast()) }
    }

    /// Pays as the detail lane does: the row of each record, and its rows in `Items`.
    @discardableResult
    func pay(
        _ id: String, _ row: [TestCell]?, items: [[TestCell]]? = nil,
        schema: StreamSchema = .detailed, newest: String? = nil, at now: UTCInstant = noon + 600
    ) async throws -> Int {
        let child = schema.children.first?.schema
        let detail = RecordDetail(
            id: id, row: row.map { RowBatch([$0], width: schema.columns.count) },
            children: items.map { rows in
                ["Items": RowBatch(rows, width: child?.columns.count ?? 0)]
            } ?? [:])
        return try await mirror.commitDetails(
            [detail], paying: newest.map { [DetailDebt(id: id, newest: $0)] } ?? [],
            schema: schema, now: now)
    }
}

/// One value on its way to the mirror.
enum TestCell: ExpressibleByStringLiteral, ExpressibleByNilLiteral, ExpressibleByBooleanLiteral {
    case absent, null, bool(Bool), number(String), text(String)

    init(stringLiteral value: String) { self = .text(value) }
    init(nilLiteral: ()) { self = .null }
    init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension RowBatch {
    init(_ rows: [[TestCell]], width: Int) {
        self.init(columnCount: width)
        for row in rows {
            appendRow(modified: nil)
            for (column, cell) in row.enumerated() {
                switch cell {
                case .absent: break
                case .null: self[rowCount - 1, column] = RowBatch.Cell(.null)
                case .bool(let value):
                    self[rowCount - 1, column] = RowBatch.Cell(value ? .true : .false)
                case .number(let text):
                    let cell = makeCell(text: text)
                    self[rowCount - 1, column] = RowBatch.Cell(
                        .number, start: Int(cell.start), length: Int(cell.length))
                case .text(let text): self[rowCount - 1, column] = makeCell(text: text)
                }
            }
        }
    }
}

extension StreamSchema {
    /// `crm_leads` with columns of these kinds, each named like its field.
    static func leads(_ columns: [(String, ColumnKind)], modified: Bool = false) -> StreamSchema {
        var schema = StreamSchema(table: "crm_leads", zohoName: "Leads")
        for (name, kind) in columns {
            schema.add(field: name, part: .whole, name: name, kind: kind)
        }
        schema.fields = columns.map(\.0)
        if modified { schema.modifiedField = "modified_time" }
        return schema
    }

    /// An id, a name and a time of modification.
    static let leads = leads([("name", .text), ("modified_time", .instant)], modified: true)
    /// The same without a time of modification.
    static let snapshot = leads([("name", .text)])
    /// Leads with a note and items that only their own calls tell.
    static let detailed = detailed()

    static func detailed(partialOnly: Bool = false, modified: Bool = true) -> StreamSchema {
        var schema = leads(
            [("name", .text), ("modified_time", .instant), ("note", .text)], modified: modified)
        schema.detail = Detail(isForPartialRowsOnly: partialOnly)
        var items = StreamSchema(childOf: "crm_leads", field: "Items")
        items.add(field: "sku", part: .whole, name: "sku", kind: .text)
        items.add(field: "price", part: .whole, name: "price", kind: .decimal)
        schema.children = [ChildTable(field: "Items", schema: items)]
        return schema
    }
}

/// That a failure is one of the database and tells the operator what to do.
func expectDatabaseError(
    hint: String, message: String = "cannot", _ body: () async throws -> Void,
    sourceLocation: SourceLocation = #_sourceLocation
) async {
    let failure = await #expect(throws: SyncFailure.self, sourceLocation: sourceLocation) {
        try await body()
    }
    #expect(failure?.code == .databaseError, sourceLocation: sourceLocation)
    #expect(failure?.disposition == .stopModule, sourceLocation: sourceLocation)
    #expect(
        failure?.hint?.contains(hint) == true, "\(failure.map { "\($0)" } ?? "")",
        sourceLocation: sourceLocation)
    #expect(
        failure?.message.contains(message) == true, "\(failure?.message ?? "")",
        sourceLocation: sourceLocation)
}
