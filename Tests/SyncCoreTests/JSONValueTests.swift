import TestSupport
import Testing

@testable import SyncCore

struct JSONValueTests {
    @Test(arguments: [
        "1.10", "-0", "1E+05", "12345678901234567890", "0.000000000000000000000001", "1e400",
    ])
    func number_AnyText_IsKept(text: String) throws {
        let value = try JSONDocument("[\(text)]").value
        #expect(value.text == "[\(text)]")
    }

    private static let integers: [(String, Int?)] = [
        ("7", 7), ("-7", -7), ("9223372036854775807", Int.max), ("9223372036854775808", nil),
        ("1.0", nil), ("1e2", nil),
    ]

    @Test(arguments: integers)
    func integer_Number_OnlyAWholeOneThatFits(text: String, expected: Int?) throws {
        #expect(try JSONDocument(text).value.integer == expected)
    }

    private static let escapes: [(String, String)] = [
        (#""\u00e9""#, "é"), (#""\ud83d\ude00""#, "😀"), (#""\uD83D\uDE00!""#, "😀!"),
        (#""\ud800""#, "\u{FFFD}"), (#""\udc00x""#, "\u{FFFD}x"),
        (#""\ud800\u0041""#, "\u{FFFD}A"), (#""\ud800\ud83d\ude00""#, "\u{FFFD}😀"),
        (#""\ud800\n""#, "\u{FFFD}\n"), (#""\b\f\n\r\t\/\\\"""#, "\u{8}\u{C}\n\r\t/\\\""),
        (#""\u0000""#, "\u{0}"), (#""a\u0062c""#, "abc"),
    ]

    @Test(arguments: escapes)
    func string_Escapes_AreUnescaped(text: String, expected: String) throws {
        let string = try #require(try JSONDocument(text).value.string)
        #expect(Array(string.utf8) == Array(expected.utf8))
    }

    @Test func object_Keys_KeepTheirOrder() throws {
        let text = #"{"z":1,"a":2,"m":{"y":3,"b":4}}"#
        let value = try JSONDocument(text).value
        #expect(value.object?.keys == ["z", "a", "m"])
        #expect(value.text == text)
    }

    @Test func object_DoubledKey_TheLastOneCountsAndBothAreKept() throws {
        let text = #"{"a":1,"b":2,"a":3}"#
        let document = try JSONDocument(text)
        #expect(document.value["a"] == 3)
        #expect(document.member("a", of: 0).map(document.value(at:)) == 3)
        #expect(document.value.text == text)
    }

    @Test func object_Setting_ReplacesAppendsAndRemoves() {
        var object = JSONObject([("a", 1), ("b", 2)])
        object["a"] = 10
        object["c"] = nil
        object["d"] = .some(.null)
        object["b"] = nil
        #expect(JSONValue.object(object).text == #"{"a":10,"d":null}"#)
        #expect(object["b"] == nil)
        #expect(object["d"] == .some(.null))
    }

    private static let kinds: [(JSONValue, String)] = [
        (.null, "null"), (true, "a boolean"), (1, "a number"), ("x", "a string"),
        ([], "an array"), ([:], "an object"),
    ]

    @Test(arguments: kinds)
    func kind_EveryValue_HasWords(value: JSONValue, words: String) { #expect(value.kind == words) }

    @Test func accessors_OtherKinds_AreNil() throws {
        let values: [JSONValue] = [.null, true, 1, "x", [], [:]]
        #expect(values.compactMap(\.bool) == [true])
        #expect(values.compactMap(\.integer) == [1])
        #expect(values.compactMap(\.string) == ["x"])
        #expect(values.compactMap(\.array) == [[]])
        #expect(values.compactMap(\.object).count == 1)
        #expect(values.allSatisfy { $0["k"] == nil })
        #expect(values.filter(\.isNull).count == 1)
        #expect(try JSONDocument("[1]").member("k", of: 0) == nil)
    }

    @Test func text_ControlCharacters_AreEscaped() {
        let value = JSONValue.string("\u{0}\u{1F}\"\\\n\r\t\u{7F}é")
        #expect(value.text == #""\u0000\u001f\"\\\n\r\t"# + "\u{7F}é\"")
    }

    @Test func prettyText_NestedValue_IsIndentedByTwo() {
        let value: JSONValue = ["a": [1, [:]], "b": [], "c": ["d": nil]]
        #expect(
            value.prettyText == """
                {
                  "a": [
                    1,
                    {}
                  ],
                  "b": [],
                  "c": {
                    "d": null
                  }
                }
                """)
    }

    @Test(arguments: 0..<40)
    func text_RandomValue_ReadsBackTheSame(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let value = random.value(depth: 4)
        #expect(try JSONDocument(value.text).value == value)
        #expect(try JSONDocument(value.prettyText).value == value)
        #expect(try JSONDocument(value.bytes).value.text == value.text)
    }

    @Test(arguments: 0..<40)
    func scan_RandomDamage_NeitherCrashesNorLosesText(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bytes = random.value(depth: 4).bytes
        for _ in 0..<20 {
            bytes[random.below(bytes.count)] = UInt8(random.below(256))
            guard let document = try? JSONDocument(bytes) else { continue }
            // What is taken is JSON: it can be written and read again.
            #expect((try? JSONDocument(document.value.text))?.value == document.value)
        }
    }
}
