import SyncCore
import Synchronization
import TestSupport

/// A numbered list in memory that behaves as those of Zoho's finance products do, under every
/// reading of what is not documented, and that changes between any two calls.
final class ScriptedList: RemoteSource {
    enum Filter: CaseIterable { case inclusive, exclusive, ignored, equality, refused, byCreation }
    enum Order: CaseIterable { case echoed, silent, ignoredAndEchoed, ignoredSilently, refused }
    enum Window: CaseIterable { case honoured, ignored, refused }
    enum Base: CaseIterable { case created, newestCreatedFirst, byName }

    /// How the parts of the API that nobody has confirmed behave in this history.
    struct Habits: Sendable {
        var pageSize = 5
        var traits = ListTraits()
        var filter = Filter.inclusive
        var order = Order.echoed
        var window = Window.honoured
        var base = Base.created
        /// Chance in a hundred that an edit leaves the time of modification alone.
        var silentEdits = 0
        /// Chance in a hundred that a record tells no time of modification.
        var timeless = 0
        var hasDetails = true
        var tellsServerTime = true
    }

    struct Record: Hashable, Sendable {
        var id: String
        var created: UTCInstant
        var modified: UTCInstant?
        var day: String
        var name: Int
        var value: Int
        var lines: [Int]
    }

    struct State: Sendable {
        var now = UTCInstant(seconds: 1_780_000_000)
        var records: [String: Record] = [:]
        var nextID = 1
        var calls = 0
        var failsAtCall: Int?
    }

    let habits: Habits
    let state = Mutex(State())
    let beforeCall: @Sendable (inout State) -> Void

    init(habits: Habits, beforeCall: @escaping @Sendable (inout State) -> Void) {
        self.habits = habits
        self.beforeCall = beforeCall
    }

    var pageSize: Int { habits.pageSize }

    var stream: StreamDescription {
        StreamDescription(
            zohoName: "invoices", table: "books_invoices", reading: .list(habits.traits))
    }

    func streams(meter: CallMeter) async throws(SyncFailure) -> [StreamDescription] { [stream] }

    func schema(
        of stream: StreamDescription, known: StreamSchema?, now: UTCInstant, meter: CallMeter
    ) async throws(SyncFailure) -> StreamSchema {
        var schema =
            known
            ?? StreamSchema(
                table: stream.table, zohoName: stream.zohoName, idField: "invoice_id",
                idColumn: "invoice_id")
        schema.modifiedField = "last_modified_time"
        schema.detail = habits.hasDetails ? .init() : nil
        schema.checkedAt = now
        return schema
    }

    func page(
        of stream: StreamDescription, schema: StreamSchema, request: PageRequest, meter: CallMeter
    ) async throws(SyncFailure) -> RecordPage {
        try begin(meter)
        let isRefused =
            (request.since != nil && habits.filter == .refused)
            || (request.isNewestFirst && habits.order == .refused)
            || (request.fromDay != nil && habits.window == .refused)
        if isRefused {
            throw SyncFailure(.zohoRejected, "invalid value", disposition: .failStream)
        }
        var grown = schema
        grown.add(field: "value", part: .whole, name: "value", kind: .decimal)
        grown.add(
            field: "last_modified_time", part: .whole, name: "last_modified_time", kind: .instant)
        return state.withLock { state in
            let all = listed(state, request)
            let rows = Array(all.dropFirst((request.number - 1) * pageSize).prefix(pageSize))
            var page = RecordPage(
                rows: batch(rows, grown), hasMore: all.count > request.number * pageSize, next: nil,
                serverTime: habits.tellsServerTime ? state.now : nil)
            page.schema = grown
            page.days = rows.map(\.day)
            switch habits.order {
            case .echoed: page.isNewestFirst = request.isNewestFirst
            case .ignoredAndEchoed: page.isNewestFirst = false
            case .silent, .ignoredSilently, .refused: page.isNewestFirst = nil
            }
            return page
        }
    }

    private func listed(_ state: State, _ request: PageRequest) -> [Record] {
        var all = Array(state.records.values)
        if let since = request.since {
            all = all.filter { record in
                switch habits.filter {
                case .inclusive: record.modified.map { $0 >= since } ?? false
                case .exclusive: record.modified.map { $0 > since } ?? false
                case .equality: record.modified == since
                case .byCreation: record.created >= since
                case .ignored, .refused: true
                }
            }
        }
        if let day = request.fromDay, habits.window == .honoured {
            all = all.filter { $0.day >= day }
        }
        if request.isNewestFirst, habits.order == .echoed || habits.order == .silent {
            return all.sorted {
                ($0.modified?.seconds ?? 0, $0.id) > ($1.modified?.seconds ?? 0, $1.id)
            }
        }
        return all.sorted { left, right in
            switch habits.base {
            case .created: (left.created, left.id) < (right.created, right.id)
            case .newestCreatedFirst: (left.created, left.id) > (right.created, right.id)
            case .byName: (left.name, left.id) < (right.name, right.id)
            }
        }
    }

    func firstPart(
        of stream: StreamDescription, schema: StreamSchema, request: PageRequest, meter: CallMeter
    ) async throws(SyncFailure) -> RecordPage? { nil }

    func tombstones(
        of stream: StreamDescription, meter: CallMeter
    ) async throws(SyncFailure) -> [Tombstone]? { nil }

    func allowance(for purpose: CallPurpose) -> Int? { nil }

    func records(
        of stream: StreamDescription, schema: StreamSchema, ids: [String], meter: CallMeter
    ) async throws(SyncFailure) -> RowBatch {
        var rows = RowBatch(columnCount: schema.columns.count)
        for id in ids {
            try begin(meter)
            guard state.withLock({ $0.records[id] != nil }) else { continue }
            rows.appendRow(modified: nil)
            rows[rows.rowCount - 1, 0] = rows.makeCell(text: id)
        }
        return rows
    }

    func details(
        of stream: StreamDescription, schema: StreamSchema, ids: [String], meter: CallMeter
    ) async throws(SyncFailure) -> DetailAnswer {
        var grown = schema
        grown.add(field: "notes", part: .whole, name: "notes", kind: .text)
        var child =
            grown.children.first?.schema
            ?? StreamSchema(childOf: schema.table, field: "line_items")
        child.add(field: "amount", part: .whole, name: "amount", kind: .decimal)
        grown.children = [ChildTable(field: "line_items", schema: child)]
        var answer = DetailAnswer(schema: grown, records: [])
        for id in ids {
            try begin(meter)
            guard let record = state.withLock({ $0.records[id] }) else {
                answer.records.append(RecordDetail(id: id, row: nil))
                continue
            }
            var row = RowBatch(columnCount: grown.columns.count)
            row.appendRow(modified: nil)
            row[0, 0] = row.makeCell(text: id)
            let notes = grown.columns.firstIndex { $0.name == "notes" }
            if let notes { row[0, notes] = row.makeCell(text: "of \(id)") }
            var lines = RowBatch(columnCount: child.columns.count)
            for (position, amount) in record.lines.enumerated() {
                lines.appendRow(modified: nil)
                lines[position, 0] = lines.makeCell(text: id)
                lines[position, 1] = number(position, &lines)
                lines[position, 2] = number(amount, &lines)
            }
            answer.records.append(
                RecordDetail(id: id, row: row, children: ["line_items": lines]))
        }
        return answer
    }

    private func begin(_ meter: CallMeter) throws(SyncFailure) {
        meter.count()
        let fails = state.withLock { state in
            beforeCall(&state)
            state.calls += 1
            return state.failsAtCall == state.calls
        }
        // A history is short: whoever asks so often has lost the way.
        guard meter.value < 5000 else {
            throw SyncFailure(.cancelled, "an endless walk", disposition: .stopModule)
        }
        if fails {
            throw SyncFailure(.zohoUnavailable, "the line went dead", disposition: .failStream)
        }
    }

    private func batch(_ records: [Record], _ schema: StreamSchema) -> RowBatch {
        var batch = RowBatch(columnCount: schema.columns.count)
        for (row, record) in records.enumerated() {
            batch.appendRow(modified: record.modified)
            for (column, description) in schema.columns.enumerated() {
                switch description.name {
                case "invoice_id": batch[row, column] = batch.makeCell(text: record.id)
                case "value": batch[row, column] = number(record.value, &batch)
                case "last_modified_time":
                    batch[row, column] =
                        record.modified.map { batch.makeCell(text: $0.text) } ?? .init(.null)
                default: break
                }
            }
        }
        return batch
    }

    private func number(_ value: Int, _ batch: inout RowBatch) -> RowBatch.Cell {
        let text = batch.makeCell(text: String(value))
        return RowBatch.Cell(.number, start: Int(text.start), length: Int(text.length))
    }
}

// MARK: - Changes

extension ScriptedList.State {
    mutating func create(_ random: inout SeededGenerator, _ habits: ScriptedList.Habits) {
        let id = String(nextID)
        nextID += 1
        let age = Int64.random(in: 0...200, using: &random) * 86400
        records[id] = .init(
            id: id, created: now, modified: random.chance(habits.timeless) ? nil : now,
            day: String((now - age).text.prefix(10)), name: Int.random(in: 0...99, using: &random),
            value: 0, lines: (0..<Int.random(in: 0...3, using: &random)).map { $0 })
    }

    /// Does something at random to what is there.
    mutating func mutate(_ random: inout SeededGenerator, _ habits: ScriptedList.Habits) {
        if random.chance(40) { now = now + Int64.random(in: 1...3, using: &random) }
        if random.chance(5) { now = now + Int64.random(in: 100...2000, using: &random) }
        guard let id = records.keys.sorted().randomElement(using: &random), !random.chance(30)
        else { return create(&random, habits) }
        if random.chance(30) {
            records[id] = nil
        } else if random.chance(habits.silentEdits) {
            records[id]?.value += 1
        } else {
            records[id]?.value += 1
            if random.chance(20) { records[id]?.name = Int.random(in: 0...99, using: &random) }
            if random.chance(50) {
                records[id]?.lines.append(Int.random(in: 0...9, using: &random))
            }
            if random.chance(30) { records[id]?.lines = [] }
            if records[id]?.modified != nil { records[id]?.modified = now }
        }
    }
}
