import SyncCore
import Testing

@testable import Settings

@Suite struct EditorTests {
    @Test(
        arguments: [
            (#"{"a":1}"#, ["a"], "2", #"{"a":2}"#),
            (#"{"a":1}"#, ["b"], "2", #"{"a":1,"b":2}"#),
            (#"{"a": 1}"#, ["b"], "2", #"{"a": 1, "b": 2}"#),
            (#"{ "a": 1 }"#, ["b"], "2", #"{ "a": 1, "b": 2 }"#),
            (#"{ "a" : 1,"c":2 }"#, ["b"], "2", #"{ "a" : 1,"c":2,"b": 2 }"#),
            ("{\n  \"a\": 1\n}\n", ["b"], "2", "{\n  \"a\": 1,\n  \"b\": 2\n}\n"),
            ("{\r\n\t\"a\": 1\r\n}", ["b"], "2", "{\r\n\t\"a\": 1,\r\n\t\"b\": 2\r\n}"),
            (
                "{\n  \"a\": 1,\n\n  \"c\": 1\n}", ["b"], "2",
                "{\n  \"a\": 1,\n\n  \"c\": 1,\n  \"b\": 2\n}"
            ),
            ("{}", ["a"], "1", "{\n  \"a\": 1\n}"),
            ("{\n}\n", ["a"], "1", "{\n  \"a\": 1\n}\n"),
            (#"{"m":{}}"#, ["m", "a"], "1", #"{"m":{"a":1}}"#),
            (#"{"m": { }}"#, ["m", "a"], "1", #"{"m": { "a": 1 }}"#),
            ("{\n  \"m\": {\n  }\n}", ["m", "a"], "1", "{\n  \"m\": {\n    \"a\": 1\n  }\n}"),
            (
                "{\n    \"m\": 1\n}", ["n", "a"], "1",
                "{\n    \"m\": 1,\n    \"n\": { \"a\": 1 }\n}"
            ),
            (
                "{\n  \"m\": 1\n}", ["n"], #"{"a":{"b":1},"c":[1,2]}"#,
                "{\n  \"m\": 1,\n  \"n\": {\n    \"a\": { \"b\": 1 },\n    \"c\": [1, 2]\n  }\n}"
            ),
            (#"{"a":1}"#, ["a", "b", "c"], "2", #"{"a":{"b":{"c":2}}}"#),
            (#"{"a":1,"a":2}"#, ["a"], "3", #"{"a":1,"a":3}"#),
            (#"{"\u0061":"x\ty"}"#, ["a"], #""\"\\""#, #"{"\u0061":"\"\\"}"#),
            (#"{"a":"\u00e9"}"#, ["a"], #""é""#, #"{"a":"\u00e9"}"#),
            ("7", [], "8", "8"), (" 7 ", ["a"], "8", #" { "a": 8 } "#),
            (#"[{"a":1}]"#, ["a"], "8", #"{"a":8}"#),
        ] as [(String, [String], String, String)])
    func set_table_editsOnlyThere(text: String, path: [String], value: String, result: String)
        throws
    {
        var editor = try JSONEditor(Array(text.utf8))
        let value = try JSONDocument(value).value
        try editor.set(path, to: value)
        #expect(String(decoding: editor.bytes, as: UTF8.self) == result)
        #expect(editor.value(at: path) == value)
    }

    @Test(
        arguments: [
            (#"{"a":1}"#, ["a"], "{}"), ("{\n  \"a\": 1\n}\n", ["a"], "{}\n"),
            (#"{"a":1,"b":2}"#, ["a"], #"{"b":2}"#), (#"{"a":1,"b":2}"#, ["b"], #"{"a":1}"#),
            (#"{ "a": 1, "b": 2, "c": 3 }"#, ["b"], #"{ "a": 1, "c": 3 }"#),
            ("{\n  \"a\": 1,\n  \"b\": 2\n}", ["b"], "{\n  \"a\": 1\n}"),
            ("{\n  \"a\": 1,\n  \"b\": 2\n}", ["a"], "{\n  \"b\": 2\n}"),
            (#"{"a":1,"b":2,"a":3}"#, ["a"], #"{"b":2}"#),
            (#"{"m":{"a":{"x":[1]},"b":2}}"#, ["m", "a"], #"{"m":{"b":2}}"#),
            (#"{"a":1}"#, ["b"], #"{"a":1}"#), (#"{"a":1}"#, ["a", "b"], #"{"a":1}"#),
            ("7", ["a"], "7"), (#"{"a":1}"#, [], #"{"a":1}"#),
        ] as [(String, [String], String)])
    func remove_table_editsOnlyThere(text: String, path: [String], result: String) throws {
        var editor = try JSONEditor(Array(text.utf8))
        try editor.remove(path)
        #expect(String(decoding: editor.bytes, as: UTF8.self) == result)
    }

    @Test(
        arguments: [
            (#"{"a":1}"#, #"{"b":2,"c":{"d":3}}"#, #"{"a":1,"b":2,"c":{"d":3}}"#),
            ("{}", #"{"b":2,"c":3}"#, "{\n  \"b\": 2,\n  \"c\": 3\n}"),
            (#"{"m": {}}"#, #"{"m":{"b":2,"c":3}}"#, #"{"m": { "b": 2, "c": 3 }}"#),
            (
                "{\n\t\"a\": 1,\n\t\"b\" :2\n}", #"{"b":null,"c":3,"a":null,"d":4}"#,
                "{\n\t\"c\": 3,\n\t\"d\": 4\n}"
            ),
            (
                #"{ "a": 1, "b": 2, "c": 3, "d": 4 }"#, #"{"c":null,"b":null}"#,
                #"{ "a": 1, "d": 4 }"#
            ),
            (
                #"{ "a": 1, "b": 2, "c": 3, "d": 4 }"#, #"{"c":null,"d":null}"#,
                #"{ "a": 1, "b": 2 }"#
            ),
            (
                #"{ "a": 1, "b": 2, "c": 3 }"#, #"{"c":null,"d":4,"b":7}"#,
                #"{ "a": 1, "b": 7, "d": 4 }"#
            ),
            (#"{"a":1,"b":2}"#, #"{"b":null,"a":null}"#, "{}"),
            (#"{"a":1,"b":2,"a":3}"#, #"{"a":null,"b":5}"#, #"{"b":5}"#),
            (
                #"{"a":{"x":1},"b":{"y":2}}"#, #"{"b":{"y":null,"z":3},"a":{"w":4}}"#,
                #"{"a":{"x":1,"w":4},"b":{"z":3}}"#
            ),
            (#"{"a":1}"#, #"{"a":2,"b":1,"a":3,"b":null}"#, #"{"a":3}"#),
        ] as [(String, String, String)])
    func patch_severalMembers_keepTheText(text: String, patch: String, result: String) throws {
        var editor = try JSONEditor(Array(text.utf8))
        _ = try editor.apply(try #require(try JSONDocument(patch).value.object))
        #expect(String(decoding: editor.bytes, as: UTF8.self) == result)
    }

    /// The examples of RFC 7396, appendix A, whose target and patch are objects.
    @Test(
        arguments: [
            (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#, [["a"]]),
            (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#, [["b"]]),
            (#"{"a":"b"}"#, #"{"a":null}"#, "{}", [["a"]]),
            (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#, [["a"]]),
            (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#, [["a"]]),
            (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#, [["a"]]),
            (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#, [["a", "b"]]),
            (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#, [["a"]]),
            (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#, [["a"]]),
            (#"{"a":[1,2]}"#, #"{"a":{"a":"b","c":null}}"#, #"{"a":{"a":"b"}}"#, [["a"]]),
            (#"{}"#, #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#, [["a"]]),
            (#"{"a":1}"#, #"{"a":1,"b":null}"#, #"{"a":1}"#, []),
        ] as [(String, String, String, [[String]])])
    func patch_examples_yieldTheirResults(
        text: String, patch: String, result: String, changed: [[String]]
    ) throws {
        var editor = try JSONEditor(Array(text.utf8))
        let patch = try JSONDocument(patch).value
        #expect(try editor.apply(try #require(patch.object)) == changed)
        #expect(editor.document.value == (try JSONDocument(result).value))
        #expect(try JSONDocument(text).value.merged(with: patch) == editor.document.value)
    }
}
