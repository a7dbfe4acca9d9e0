import SyncCore

@testable import ZohoAPI

/// What Zoho answers, read by every decoder: rows whose cells lie in their bytes, ids that are some,
/// failures whose words fit on a line of the journal.
enum ZohoTarget {
    private static let statuses = [200, 200, 200, 201, 204, 302, 400, 401, 403, 404, 429, 500, 503]
    private static let streams = [
        FinanceCatalogue.of(.books), FinanceCatalogue.of(.inventory), FinanceCatalogue.of(.invoice),
    ].flatMap(\.streams)

    static func run(_ input: [UInt8]) throws {
        guard input.count >= 2 else { return }
        let status = statuses[Int(input[1]) % statuses.count]
        let response = HTTPResponse(
            status: status, headers: headers(input), body: Array(input[2...]))
        let document = try? JSONDocument(response.body)
        let answer = ZohoAnswer(document: document, serverTime: nil)
        do throws(SyncFailure) {
            switch input[0] % 8 {
            case 0: tell(TokenReply(response))
            case 1: try records(answer)
            case 2: fields(answer)
            case 3: _ = try RecordList(answer, key: "data", stream: "Leads").tombstones()
            case 4: try own(answer)
            case 5: try list(answer, streams[Int(input[1]) % streams.count])
            case 6: try record(answer, streams[Int(input[1]) % streams.count])
            default: try failures(response, document)
            }
        } catch {
            try check(error)
        }
        // Taken: it is not the next input's.
        if let found = violation.take() { throw found }
    }

    /// The first violation; decoders throw failures, which are no violations.
    nonisolated(unsafe) private static var violation: Violation?

    private static func expect(_ holds: Bool, _ property: @autoclosure () -> String) {
        if !holds, violation == nil { violation = Violation(description: property()) }
    }

    private static func headers(_ input: [UInt8]) -> [(name: String, value: String)] {
        // The first line of the body, as whatever header counts.
        let line = String(decoding: input[2...].prefix { $0 != 0x0A }.prefix(64), as: UTF8.self)
        return ["retry-after", "date", "x-rate-limit-remaining", "x-rate-limit-reset"]
            .map { ($0, line) }
    }

    // MARK: Accounts

    private static func tell(_ reply: TokenReply) {
        do throws(Violation) {
            if case .granted(let token, _, let seconds) = reply.answer {
                expect((1...86_400).contains(seconds), "a token's life of \(seconds) s")
                try demandToken(token)
            }
            switch reply.refreshToken {
            case .absent: break
            case .usable(let token): try demandToken(token)
            case .unusable(let cause): expect(cause.utf8.count < 100, "a cause without end")
            }
        } catch {
            violation = error
        }
        var book = TokenBook()
        let now = UTCInstant(seconds: 1_790_000_000)
        book.begin(at: now)
        let outcome = book.take(
            reply.answer, apiDomain: nil, accountsServer: "https://accounts.zoho.com", at: now,
            random: 0.5)
        switch outcome {
        case .refreshed(let token):
            let host = AddressTarget.host(of: token.apiDomain)
            expect(host.contains("zohoapis."), "a token for \(token.apiDomain)")
        case .failed(let failure, _):
            note(failure)
        }
        if let next = book.nextRefresh(at: now) {
            expect(next >= now && next - now <= 90_000, "the next request at \(next)")
        }
    }

    // MARK: CRM

    private static let schema: StreamSchema = {
        var schema = StreamSchema(table: "crm_leads", zohoName: "Leads")
        let fields: [(String, String)] = [
            ("Last_Name", "text"), ("Tag", "multiselectpicklist"), ("Amount", "currency"),
            ("Count", "integer"), ("Day", "date"), ("Modified_Time", "datetime"),
            ("Flag", "boolean"), ("Any", "formula"), ("Owner", "ownerlookup"),
            ("What_Id", "multi_module_lookup"), ("Note", "textarea"),
        ]
        for (name, type) in fields {
            FieldMapping(["api_name": .string(name), "data_type": .string(type)])?
                .addColumns(to: &schema)
        }
        schema.modifiedField = "Modified_Time"
        schema.children = [
            ChildTable(
                field: "Lines", schema: StreamSchema(childOf: "crm_leads", field: "Lines"))
        ]
        return schema
    }()

    private static func records(_ answer: ZohoAnswer) throws(SyncFailure) {
        let list = try RecordList(answer, key: "data", stream: "Leads")
        let rows = try list.rows(RecordDecoder(schema: schema))
        expect(rows.rowCount == list.count, "\(rows.rowCount) rows of \(list.count) records")
        check(rows, hasID: true)
    }

    private static func fields(_ answer: ZohoAnswer) {
        var schema = StreamSchema(table: "crm_leads", zohoName: "Leads")
        let value = answer.document?.value
        for field in (value?["fields"]?.array ?? []).compactMap(FieldMapping.init) {
            field.addColumns(to: &schema)
        }
        for module in (value?["modules"]?.array ?? []).compactMap(CRMModule.init) {
            expect(!module.apiName.isEmpty, "a module without a name")
            _ = module.isStream
            _ = module.unavailable
        }
        check(schema)
        expect(StreamSchema(json: schema.json)?.columns == schema.columns, "a schema that forgets")
    }

    private static func own(_ answer: ZohoAnswer) throws(SyncFailure) {
        let own = try OwnAnswer(answer, id: "1", stream: "Leads")
        var schema = schema
        try own.addColumns(to: &schema)
        let detail = try own.detail(schema, isListed: false)
        if let row = detail.row { check(row, hasID: true) }
        for rows in detail.children.values { check(rows, hasID: true) }
        for child in schema.children { check(child.schema) }
        _ = own.unfinished(schema)
    }

    // MARK: Books, Inventory, Invoice

    private static func list(
        _ answer: ZohoAnswer, _ stream: FinanceStream
    ) throws(SyncFailure) {
        let envelope = try FinanceEnvelope(answer, stream: stream.name)
        let elements = try envelope.list(stream.keys)
        _ = try envelope.hasMore(rows: elements.count, pageSize: 200)
        _ = envelope.isNewestFirst
        _ = envelope.appliedFilter
        var decoder = FinanceDecoder(stream, table(of: stream))
        let (rows, days) = try decoder.rows(elements, parent: "7")
        expect(rows.rowCount == elements.count, "\(rows.rowCount) rows of \(elements.count)")
        expect(days.isEmpty || days.count == rows.rowCount, "days without rows")
        check(rows, hasID: true)
        check(decoder.schema)
    }

    private static func record(
        _ answer: ZohoAnswer, _ stream: FinanceStream
    ) throws(SyncFailure) {
        let envelope = try FinanceEnvelope(answer, stream: stream.name)
        let record = try envelope.record(stream.keys, idField: stream.idField, id: "1")
        var decoder = FinanceDecoder(stream, table(of: stream))
        for detail in try decoder.details([("1", record), ("2", nil)]) {
            if let row = detail.row { check(row, hasID: true) }
            for rows in detail.children.values { check(rows, hasID: true) }
        }
        check(decoder.schema)
    }

    private static func table(of stream: FinanceStream) -> StreamSchema {
        StreamSchema(
            table: "books_x", zohoName: stream.name, idField: stream.idField,
            idColumn: stream.idField)
    }

    // MARK: Failures

    private static func failures(
        _ response: HTTPResponse, _ document: JSONDocument?
    ) throws(SyncFailure) {
        if let failure = crmFailure(response, document) { note(failure) }
        let subject = FinanceSubject(module: .books, scope: "ZohoBooks.invoices.READ")
        if let failure = financeFailure(response, document, subject) { throw failure }
        _ = Budget.Word(response)
    }

    /// As below, where going on is wanted.
    private static func note(_ failure: SyncFailure) {
        do throws(Violation) { try check(failure) } catch { violation = violation ?? error }
    }

    /// A failure's words go into the journal and to people.
    private static func check(_ failure: SyncFailure) throws(Violation) {
        for words in [failure.message, failure.hint ?? ""] {
            guard words.utf8.count <= 8192 else {
                throw Violation(description: "a message of \(words.utf8.count) bytes")
            }
            guard !words.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
            else {
                throw Violation(description: "a control character in \(words.debugDescription)")
            }
        }
        switch failure.disposition {
        case .retry(let wait), .blocked(let wait), .crowded(let wait):
            guard wait ?? .zero >= .zero else {
                throw Violation(description: "a wait before now: \(failure.disposition)")
            }
        default: break
        }
    }

    // MARK: Rows

    private static func check(_ rows: RowBatch, hasID: Bool) {
        for row in 0..<rows.rowCount {
            for column in 0..<rows.columnCount {
                let cell = rows[row, column]
                guard cell.kind == .text || cell.kind == .number else { continue }
                let end = Int(cell.start) + Int(cell.length)
                guard end <= rows.arena.count else {
                    return expect(false, "a cell beyond its bytes")
                }
                let bytes = rows.arena[Int(cell.start)..<end]
                expect(String(validating: bytes, as: UTF8.self) != nil, "text that is none")
                if cell.kind == .number {
                    expect(
                        bytes.allSatisfy { "0123456789.eE+-".utf8.contains($0) },
                        "a number that is none")
                }
            }
            if hasID, rows.columnCount > 0 {
                expect(!rows.id(row: row).isEmpty, "a row without an id")
            }
        }
        expect(rows.partial.allSatisfy { $0 < rows.rowCount }, "a partial row that is none")
    }

    private static func check(_ schema: StreamSchema) {
        let names = schema.columns.map(\.name)
        expect(Set(names).count == names.count, "two columns of one name")
        expect(
            names.allSatisfy { name in
                name.utf8.allSatisfy { byte in
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                        || byte == UInt8(ascii: "_")
                }
            }, "a column's name that needs quoting")
    }
}
