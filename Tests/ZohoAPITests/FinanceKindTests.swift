import SyncCore
import Testing

@testable import ZohoAPI

struct FinanceKindTests {
    private static let kinds: [(String, String, StreamSchema.ColumnKind)] = [
        ("invoice_id", "712000000000104012", .text), ("salesperson_id", #""-1""#, .text),
        ("customer_ids", #""1,2""#, .text), ("total", "100", .decimal),
        ("discount", #""10%""#, .decimal), ("bcy_total", "null", .decimal),
        ("tax_percentage", #""70%""#, .decimal), ("exchange_rate", "1", .decimal),
        ("purchase_rate", "null", .decimal), ("unused_amount", "0.00", .decimal),
        ("date", "null", .date), ("due_date", #""2026-05-01""#, .date),
        ("created_time", "null", .instant),
        ("last_modified_time", #""2026-06-09T13:14:55-0400""#, .instant),
        ("log_time", #""01:30""#, .any), ("log_time", "null", .text),
        ("is_active", "null", .boolean), ("has_attachment", "true", .boolean),
        ("allow_partial_payments", "null", .boolean), ("track_stock", "false", .boolean),
        ("is_opening_balance", #""712000000000104012""#, .text), ("is_odd", #""x""#, .any),
        ("invoice_number", #""000123""#, .text), ("customer_name", "null", .text),
        ("status", #""paid""#, .text), ("zip", "12345", .text), ("currency_code", "null", .text),
        ("documents", "null", .json), ("whatever", "[]", .json), ("whatever", "{}", .json),
        ("payment_terms", "15", .any), ("price_precision", "2", .any), ("due_days", "null", .any),
    ]

    @Test(arguments: kinds)
    func kind_FieldAndSample_IsWhatKeepsTheValue(
        field: String, sample: String, kind: StreamSchema.ColumnKind
    ) throws {
        #expect(FinanceKinds.kind(of: field, sample: try JSONDocument(sample).value) == kind)
    }

    private static let types: [(String?, StreamSchema.ColumnKind)] = [
        ("number", .decimal), ("decimal", .decimal), ("amount", .decimal), ("percent", .decimal),
        ("date", .date), ("datetime", .instant), ("check_box", .boolean), ("multiselect", .json),
        ("string", .text), ("dropdown", .text), ("lookup", .text), ("a_type_of_tomorrow", .any),
        (nil, .any),
    ]

    @Test(arguments: types)
    func kind_CustomField_GoesByItsType(type: String?, kind: StreamSchema.ColumnKind) {
        #expect(FinanceKinds.kind(ofType: type, sample: "x") == kind)
    }

    private static let cells: [(String, StreamSchema.ColumnKind, String)] = [
        ("0.00", .decimal, "number 0.00"), (#""10%""#, .decimal, "'10%'"),
        ("712000000000104012", .text, "number 712000000000104012"),
        (#""2026-06-09T13:14:55-0400""#, .instant, "'2026-06-09T17:14:55Z'"),
        (#""2026-06-09T13:14:55+0530""#, .instant, "'2026-06-09T07:44:55Z'"),
        (#""soon""#, .instant, "'soon'"), ("true", .boolean, "true"), ("true", .text, "'true'"),
        (#""false""#, .boolean, "false"), (#""no""#, .boolean, "'no'"), ("null", .text, "null"),
        ("[]", .json, "'[]'"), (#"[{"a":1.50}]"#, .json, #"'[{"a":1.50}]'"#),
        (#"{"a":"\u00e9"}"#, .any, "'{\"a\":\"é\"}'"),
    ]

    @Test(arguments: cells)
    func set_Value_KeepsWhatWasSent(
        value: String, kind: StreamSchema.ColumnKind, shown: String
    ) throws {
        var schema = StreamSchema(table: "t", zohoName: "t")
        schema.add(field: "x", part: .whole, name: "x", kind: kind)
        var rows = RowBatch(columnCount: 2)
        rows.appendRow(modified: nil)
        rows.set(try JSONDocument(value).value, kind, row: 0, column: 1)
        #expect(rows.shown(0, "x", schema) == shown)
    }
}
