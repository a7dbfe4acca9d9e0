import SyncCore
import Testing

@testable import ZohoAPI

struct CRMFieldSlicesTests {
    private func names(_ count: Int, prefix: String = "F") -> [String] {
        (0..<count).map { "\(prefix)\($0)" }
    }

    @Test(arguments: [
        (0, 1), (1, 1), (48, 1), (49, 2), (96, 2), (97, 3), (118, 3), (500, 11),
    ])
    func cut_Count_FiftyNamesWithIdAndTime(count: Int, slices: Int) {
        let cut = FieldSlices.cut(names(count), modifiedField: "Modified_Time")
        #expect(cut.count == slices)
        for slice in cut {
            let fields = slice.split(separator: ",")
            #expect(fields.count <= 50)
            #expect(fields.starts(with: ["id", "Modified_Time"]))
        }
        let all = cut.flatMap { $0.split(separator: ",").dropFirst(2).map(String.init) }
        #expect(all == names(count))
    }

    @Test(arguments: [10, 39, 40, 100, 999, 1007])
    func cut_LongNames_StayWithinTheLength(length: Int) {
        let fields = (10..<70).map { "\($0)" + String(repeating: "x", count: length - 2) }
        let cut = FieldSlices.cut(fields, modifiedField: "Modified_Time")
        #expect(cut.allSatisfy { $0.utf8.count <= 1024 })
        #expect(cut.flatMap { $0.split(separator: ",").dropFirst(2).map(String.init) } == fields)
        // No slice could have taken the first field of the next one.
        for (slice, next) in zip(cut, cut.dropFirst()) {
            let first = next.split(separator: ",")[2].utf8.count
            let isFull = slice.split(separator: ",").count == 50
            #expect(isFull || slice.utf8.count + 1 + first > 1024)
        }
    }

    @Test func cut_IdAndTimeAmongTheFields_AreNamedOnce() {
        #expect(
            FieldSlices.cut(["Modified_Time", "A", "id"], modifiedField: "Modified_Time")
                == ["id,Modified_Time,A"])
        #expect(FieldSlices.cut(["A", "B"], modifiedField: nil) == ["id,A,B"])
    }
}

struct CRMFieldMappingTests {
    /// Metadata members beside the name, and the columns that come of it.
    private static let table: [(String, [String])] = [
        (#""data_type":"text","json_type":"string""#, ["f text"]),
        (#""data_type":"textarea""#, ["f text"]), (#""data_type":"email""#, ["f text"]),
        (#""data_type":"phone""#, ["f text"]), (#""data_type":"website""#, ["f text"]),
        (#""data_type":"picklist""#, ["f text"]), (#""data_type":"autonumber""#, ["f text"]),
        (#""data_type":"profileimage""#, ["f text"]),
        (#""data_type":"text","json_type":"jsonarray""#, ["f json"]),
        (#""data_type":"multiselectpicklist""#, ["f json"]),
        (#""data_type":"fileupload""#, ["f json"]), (#""data_type":"imageupload""#, ["f json"]),
        (#""data_type":"RRULE""#, ["f json"]), (#""data_type":"ALARM""#, ["f json"]),
        (#""data_type":"date""#, ["f date"]), (#""data_type":"datetime""#, ["f instant"]),
        (#""data_type":"integer""#, ["f integer"]), (#""data_type":"bigint""#, ["f integer"]),
        (#""data_type":"double""#, ["f decimal"]), (#""data_type":"currency""#, ["f decimal"]),
        (#""data_type":"percent""#, ["f decimal"]), (#""data_type":"boolean""#, ["f boolean"]),
        (
            #""data_type":"lookup","lookup":{"module":{"api_name":"Accounts"}}"#,
            ["f_id id", "f name"]
        ),
        (
            #""data_type":"lookup","lookup":{"module":{"api_name":"se_module"}}"#,
            ["f_id id", "f name", "f_module module"]
        ),
        (
            #""data_type":"lookup","lookup":{"module":"se_module"}"#,
            ["f_id id", "f name", "f_module module"]
        ),
        (#""data_type":"multi_module_lookup""#, ["f_id id", "f name", "f_module module"]),
        (#""data_type":"ownerlookup""#, ["f_id id", "f name", "f_email email"]),
        (#""data_type":"userlookup""#, ["f_id id", "f name", "f_email email"]),
        (#""data_type":"formula","formula":{"return_type":"currency"}"#, ["f decimal"]),
        (#""data_type":"formula","formula":{"return_type":"Boolean"}"#, ["f boolean"]),
        (#""data_type":"formula","formula":{"return_type":"datetime"}"#, ["f instant"]),
        (#""data_type":"formula","formula":{"return_type":"formula"}"#, ["f any"]),
        (#""data_type":"formula""#, ["f any"]),
        (#""data_type":"rollup_summary","rollup_summary":{"return_type":"double"}"#, ["f decimal"]),
        (#""data_type":"rollup_summary","rollup_summary":{}"#, ["f any"]),
        (#""data_type":"consent_lookup""#, ["f any"]), (#""data_type":"brand_new""#, ["f any"]),
        (#""data_type":7"#, ["f any"]), (#""x":1"#, ["f any"]),
    ]

    @Test(arguments: table)
    func addColumns_DataType_DecidesTheColumns(members: String, columns: [String]) throws {
        let metadata = try JSONDocument(#"{"api_name":"F",\#(members)}"#).value
        let mapping = try #require(FieldMapping(metadata))
        var schema = StreamSchema(table: "t", zohoName: "T")
        mapping.addColumns(to: &schema)
        mapping.addColumns(to: &schema)
        #expect(mapping.isListed)
        #expect(
            schema.columns.dropFirst().map { column in
                let kind = column.part == .whole ? column.kind.rawValue : column.part.rawValue
                return "\(column.name) \(kind)"
            } == columns)
    }

    @Test(arguments: [
        ("Account_Name", ["account_name_id", "account_name"]),
        ("What_Id", ["what_id", "what_id_name"]),
        ("Owner", ["owner_id", "owner"]),
    ])
    func addColumns_Reference_IsNamedByItsKey(key: String, names: [String]) throws {
        let mapping = try #require(
            FieldMapping(["api_name": .string(key), "data_type": "lookup"]))
        var schema = StreamSchema(table: "t", zohoName: "T")
        mapping.addColumns(to: &schema)
        #expect(schema.columns.dropFirst().map(\.name) == names)
    }

    @Test(arguments: [
        ("Lines", "subform"), ("Links", "multiselectlookup"), ("People", "multiuserlookup"),
        ("Quoted_Items", "text"), ("id", "bigint"),
    ])
    func isListed_WhatListsLeaveOut_IsNot(name: String, type: String) {
        let mapping = FieldMapping(["api_name": .string(name), "data_type": .string(type)])
        #expect(mapping?.isListed == false)
        #expect(mapping?.isChild == (name != "id"))
    }

    @Test(arguments: [
        (#""data_type":"textarea","textarea":{"type":"rich_text"}"#, true),
        (#""data_type":"textarea","textarea":{"type":"large"}"#, false),
        (#""data_type":"textarea""#, false), (#""data_type":"textarea","textarea":null"#, false),
        (#""data_type":"text","textarea":{"type":"rich_text"}"#, false),
    ])
    func isCut_RichText_Is(members: String, isCut: Bool) throws {
        let mapping = FieldMapping(try JSONDocument(#"{"api_name":"F",\#(members)}"#).value)
        #expect(mapping?.isCut == isCut)
        #expect(mapping?.isListed == true)
    }

    @Test func init_NoName_IsNoField() {
        #expect(FieldMapping(["data_type": "text"]) == nil)
        #expect(FieldMapping(["api_name": "", "data_type": "text"]) == nil)
        #expect(FieldMapping(["api_name": 5]) == nil)
        #expect(FieldMapping("x") == nil)
    }
}
