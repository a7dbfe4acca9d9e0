import SyncCore
import Testing

@testable import ZohoAPI

struct FinanceDecoderTests {
    private func decoder(_ name: String) throws -> FinanceDecoder {
        let stream = try FinanceStream.books(name)
        return FinanceDecoder(
            stream,
            StreamSchema(
                table: "books_" + name, zohoName: name, idField: stream.idField,
                idColumn: stream.idField))
    }

    private func array(_ text: String) throws -> [JSONValue] {
        try #require(try JSONDocument(text).value.array)
    }

    // MARK: Lists

    @Test func rows_List_FillColumnsByTheirKeys() throws {
        var decoder = try decoder("invoices")
        let (rows, days) = try decoder.rows(
            try array(
                #"""
                [{"invoice_id":"7120","total":0.00,"total_formatted":"$0.00","date":"2026-05-01",
                  "reference_number":"","zipcode":"12345","documents":"","discount":"10%",
                  "last_modified_time":"2026-05-28T09:00:00-0400","line_items":[{"a":1}],
                  "cf_x":"1","custom_fields":[],"custom_field_hash":{"cf_x":"1"},
                  "custom_fields_list":"a"},
                 {"invoice_id":7121,"total":"","date":"","is_emailed":false,"discount":0,
                  "last_modified_time":""}]
                """#), parent: nil)
        let schema = decoder.schema
        #expect(
            schema.columns.map(\.name) == [
                "invoice_id", "total", "date", "reference_number", "zip", "discount",
                "last_modified_time", "is_emailed",
            ])
        #expect(schema.fields == schema.columns.map(\.field))
        #expect(rows.ids == ["7120", "7121"])
        #expect(days == ["2026-05-01", nil])
        #expect(rows.modified == [UTCInstant("2026-05-28T13:00:00Z"), nil])
        #expect(rows.shown(0, "total", schema) == "number 0.00")
        #expect(rows.shown(0, "discount", schema) == "'10%'")
        #expect(rows.shown(0, "reference_number", schema) == "null")
        #expect(rows.shown(0, "zip", schema) == "'12345'")
        #expect(rows.shown(0, "last_modified_time", schema) == "'2026-05-28T13:00:00Z'")
        #expect(rows.shown(0, "is_emailed", schema) == "absent")
        #expect(rows.shown(1, "is_emailed", schema) == "false")
        #expect(rows.shown(1, "total", schema) == "null")
        #expect(rows.shown(1, "discount", schema) == "number 0")
    }

    @Test(arguments: ["1", "null", #"{"total":1}"#, #"{"invoice_id":""}"#, #"{"invoice_id":null}"#])
    func rows_WithoutID_AreRefused(element: String) throws {
        var decoder = try decoder("invoices")
        let elements = try array("[\(element)]")
        let failure = #expect(throws: SyncFailure.self) {
            try decoder.rows(elements, parent: nil)
        }
        #expect(failure?.code == .invalidResponse && failure?.disposition == .failStream)
    }

    @Test func rows_Again_KeepColumnsAndFindNewOnes() throws {
        var decoder = try decoder("users")
        _ = try decoder.rows(try array(#"[{"user_id":"1","name":"a"}]"#), parent: nil)
        let before = decoder.schema
        let again = try array(#"[{"name":"b","user_id":"1"},{"name":"b","user_id":"1"}]"#)
        // Twice the same id is for the database to settle.
        #expect(try decoder.rows(again, parent: nil).rows.ids == ["1", "1"])
        #expect(decoder.schema == before)
        _ = try decoder.rows(try array(#"[{"user_id":"1","Name":"c","Role":1}]"#), parent: nil)
        #expect(decoder.schema.columns.map(\.name) == ["user_id", "name", "name_2", "role"])
    }

    @Test func rows_UnderAParent_NameIt() throws {
        var decoder = try decoder("projects_tasks")
        let elements = try array(#"[{"task_id":"1"},{"task_id":"2","project_id":"9"}]"#)
        let rows = try decoder.rows(elements, parent: "7").rows
        #expect(rows.shown(0, "project_id", decoder.schema) == "'7'")
        #expect(rows.shown(1, "project_id", decoder.schema) == "'9'")
    }

    @Test func rows_StreamWithoutDetails_TakesEverythingFromLists() throws {
        var decoder = try decoder("chartofaccounts")
        let rows = try decoder.rows(
            try array(
                #"""
                [{"account_id":"1","documents":[],"custom_field_hash":{"cf_b":"3 items",
                  "cf_b_unformatted":"3"},"cf_a":"1 Oct","cf_a_unformatted":"2026-10-01"},
                 {"account_id":"2","custom_fields":[{"customfield_id":"77","api_name":"cf_a",
                  "data_type":"date","value":"2026-10-02"},{"customfield_id":"78","value":""}]},
                 {"account_id":"3"}]
                """#), parent: nil
        ).rows
        let schema = decoder.schema
        #expect(
            schema.columns.map(\.name) == ["account_id", "documents", "cf_b", "cf_a", "cf_78"])
        #expect(rows.shown(0, "documents", schema) == "'[]'")
        #expect(rows.shown(0, "cf_a", schema) == "'2026-10-01'")
        #expect(rows.shown(0, "cf_b", schema) == "'3'")
        // Found by its name again, where it was met without an id.
        #expect(rows.shown(1, "cf_a", schema) == "'2026-10-02'")
        #expect(rows.shown(1, "cf_b", schema) == "null")
        #expect(rows.shown(2, "cf_a", schema) == "null")
        #expect(schema.fields == ["account_id", "documents"])
    }

    // MARK: Details

    @Test func details_FillWhatListsLeaveOut() throws {
        var decoder = try decoder("contacts")
        _ = try decoder.rows(
            try array(#"[{"contact_id":"1","contact_name":"Acme","status":"active","tags":""}]"#),
            parent: nil)
        let listed = decoder.schema.fields
        #expect(listed == ["contact_id", "contact_name", "status"])
        let details = try decoder.details([
            (
                "1",
                try object(
                    #"""
                    {"contact_id":"1","contact_name":"ACME","notes":"","website":"x.example",
                     "billing_address":{"zipcode":"12345","city":"","city_formatted":"x"},
                     "tags":[{"tag_id":"5"}],"contact_persons":""}
                    """#)
            ), ("2", nil),
        ])
        let schema = decoder.schema
        #expect(schema.fields == listed)
        let row = try #require(details[0].row)
        #expect(row.ids == ["1"] && row.columnCount == schema.columns.count)
        #expect(row.shown(0, "contact_name", schema) == "absent")
        #expect(row.shown(0, "status", schema) == "absent")
        #expect(row.shown(0, "notes", schema) == "null")
        #expect(row.shown(0, "website", schema) == "'x.example'")
        #expect(row.shown(0, "billing_address", schema) == #"'{"zip":"12345","city":""}'"#)
        #expect(row.shown(0, "tags", schema) == #"'[{"tag_id":"5"}]'"#)
        #expect(details[0].children.mapValues(\.rowCount) == ["contact_persons": 0])
        #expect(details[1].id == "2" && details[1].row == nil && details[1].children.isEmpty)
    }

    @Test func details_CustomFields_AreFoundByTheirID() throws {
        var decoder = try decoder("invoices")
        func detail(_ fields: String) throws -> JSONObject {
            try object(#"{"invoice_id":"1",\#(fields)}"#)
        }
        _ = try decoder.details([
            (
                "1",
                try detail(
                    #"""
                    "custom_fields":[
                     {"customfield_id":"77","api_name":"cf_delivered_on","data_type":"date",
                      "value":"2024-10-31","value_formatted":"31 Oct 2024"},
                     {"customfield_id":"78","api_name":"cf_ok","data_type":"check_box",
                      "value":"true"},
                     {"customfield_id":"79","api_name":"cf_list","data_type":"multiselect",
                      "value":["a","b"]},
                     {"customfield_id":"80","api_name":"cf_count","data_type":"number",
                      "value":"3"}],
                    "custom_field_hash":{"cf_delivered_on":"31 Oct 2024"},"cf_ok":"yes"
                    """#)
            )
        ])
        let details = try decoder.details([
            (
                "1",
                try detail(
                    #"""
                    "custom_fields":[{"customfield_id":"77","api_name":"cf_renamed",
                      "data_type":"date","value":"2024-11-01"},
                      {"customfield_id":78,"value":false}]
                    """#)
            ), ("2", try detail(#""custom_fields":"""#).renumbered("2")),
            ("3", try detail(#""a":1"#).renumbered("3")),
        ])
        let schema = decoder.schema
        #expect(
            schema.columns.map(\.name) == [
                "invoice_id", "cf_delivered_on", "cf_ok", "cf_list", "cf_count", "a",
            ])
        #expect(schema.columns.map(\.kind) == [.text, .date, .boolean, .json, .decimal, .any])
        #expect(schema.columns[1].field == "custom_fields.77")
        let rows = try details.map { try #require($0.row) }
        #expect(rows[0].shown(0, "cf_delivered_on", schema) == "'2024-11-01'")
        #expect(rows[0].shown(0, "cf_ok", schema) == "false")
        // The array is complete: what is not in it has no value.
        #expect(rows[0].shown(0, "cf_list", schema) == "null")
        #expect(rows[1].shown(0, "cf_ok", schema) == "null")
        #expect(rows[2].shown(0, "cf_ok", schema) == "absent")
    }

    @Test func details_ChildArrays_AreRowsOfTheirOwn() throws {
        var decoder = try decoder("creditnotes")
        let details = try decoder.details([
            (
                "1",
                try object(
                    #"""
                    {"creditnote_id":"1","line_items":[
                      {"line_item_id":"11","rate":1.50,"rate_formatted":"x","item_id":"",
                       "item_custom_fields":[{"customfield_id":"5","api_name":"cf_size",
                        "data_type":"number","value":2}],"tags":[]},
                      {"line_item_id":"12","quantity":2}],
                     "invoices_credited":[{"invoice_id":"3","amount_applied":59.5}],
                     "taxes":[{"tax_name":"VAT"}],"comments":[]}
                    """#)
            ), ("2", try object(#"{"creditnote_id":"2","line_items":""}"#)),
        ])
        let schema = decoder.schema
        #expect(schema.columns.map(\.name) == ["creditnote_id", "taxes", "comments"])
        #expect(
            schema.children.map(\.schema.table) == [
                "books_creditnotes_line_items", "books_creditnotes_invoices",
            ])
        let lines = schema.children[0].schema
        #expect(
            lines.columns.map(\.name) == [
                "_parent_id", "_position", "line_item_id", "rate", "item_id", "tags", "quantity",
                "cf_size",
            ])
        let rows = try #require(details[0].children["line_items"])
        #expect(rows.rowCount == 2 && rows.ids == ["1", "1"])
        #expect(rows.shown(1, "_position", lines) == "number 1")
        #expect(rows.shown(0, "rate", lines) == "number 1.50")
        #expect(rows.shown(0, "item_id", lines) == "null")
        #expect(rows.shown(0, "cf_size", lines) == "number 2")
        #expect(rows.shown(1, "cf_size", lines) == "absent")
        #expect(details[0].children["invoices"]?.rowCount == 1)
        // An empty array is none; a key that is left out says nothing of what is there.
        #expect(details[1].children.mapValues(\.rowCount) == ["line_items": 0])
        #expect(details[1].children["line_items"]?.columnCount == lines.columns.count)
    }

    @Test(arguments: [#""x""#, "{}", "1", "[1]"])
    func details_ChildArrayOfAnotherShape_EmptiesNothing(value: String) throws {
        var decoder = try decoder("invoices")
        let object = try object(#"{"invoice_id":"1","line_items":\#(value)}"#)
        #expect(throws: SyncFailure.self) { try decoder.details([("1", object)]) }
    }

    @Test func details_OfPayments_DoNotRepeatTheirTime() throws {
        var decoder = try decoder("customerpayments")
        _ = try decoder.details([
            (
                "1",
                try object(
                    #"{"payment_id":"1","updated_time":"2024-05-28T09:00:00-0400","notes":"n"}"#)
            )
        ])
        #expect(decoder.schema.columns.map(\.name) == ["payment_id", "notes"])
    }
}

extension JSONObject {
    /// The invoice under another id.
    fileprivate func renumbered(_ id: String) -> JSONObject {
        var object = self
        object["invoice_id"] = .string(id)
        return object
    }
}
