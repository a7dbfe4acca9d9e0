import Testing

@testable import SyncCore

struct JSONScannerTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-0", "12", "-1.5", "1e5", "1E+5", "1.25e-3", "\"\"", "[]",
        "{}", " \n\t\r[ 1 , 2 ] ", #"{"a":{"b":[null,{}]}}"#, #""\"\\\/\b\f\n\r\t\u00e9""#,
        "\"\u{7F}\u{2028}😀\"", "123456789012345678901234567890.123456789e999", #"{"":0}"#,
        #"{"a":1,"a":2}"#, #""\ud83d\ude00""#, #""\ud800""#,
    ])
    func scan_ValidText_IsTaken(text: String) throws {
        let document = try JSONDocument(text)
        #expect(document.tokens.first?.next == UInt32(document.tokens.count))
    }

    private static let invalid: [(String, Int, String)] = [
        ("", 0, "empty"), ("  \n", 0, "empty"), ("nul", 0, "value"), ("nulll", 4, "after the end"),
        ("tru", 0, "value"), ("True", 0, "value"), ("NaN", 0, "value"), ("-", 1, "digit"),
        ("+1", 0, "value"), ("01", 1, "after the end"), ("1.", 2, "digit"), (".5", 0, "value"),
        ("1e", 2, "digit"), ("1e+", 3, "digit"), ("[1", 2, "inside an array"),
        ("[1,", 3, "expected"), ("[1,]", 3, "value"), ("[,1]", 1, "value"), ("[1 2]", 3, "comma"),
        ("]", 0, "value"), ("{", 1, "key"), (#"{"a""#, 4, "colon"), (#"{"a":"#, 5, "expected"),
        (#"{"a":1"#, 6, "inside an object"), (#"{"a":1,}"#, 7, "key"), ("{a:1}", 1, "key"),
        (#"{1:2}"#, 1, "key"), (#"{"a" 1}"#, 5, "colon"), (#"{"a":1 "b":2}"#, 7, "comma"),
        ("\"a", 2, "inside a string"), (#""\"#, 1, "inside a string"),
        (#""\x""#, 1, "unknown escape"), (#""\u12"#, 1, "inside a string"),
        (#""\u12g4""#, 5, "hexadecimal"), ("\"a\nb\"", 2, "control character"),
        ("\"\u{0}\"", 1, "control character"), ("\"\u{1F}\"", 1, "control character"),
        ("'a'", 0, "value"), ("1 1", 2, "after the end"), ("// x", 0, "value"),
        ("\u{FEFF}1", 0, "value"), ("[1}", 2, "comma"), ("{\"a\":1]", 6, "comma"),
    ]

    @Test(arguments: invalid)
    func scan_InvalidText_NamesPlaceAndReason(text: String, offset: Int, reason: String) {
        let error = #expect(throws: JSONError.self) { try JSONDocument(text) }
        #expect(error?.offset == offset)
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    }

    private static let badUTF8: [([UInt8], Int)] = [
        ([0x22, 0xFF, 0x22], 1), ([0x22, 0xC3, 0x22], 1), ([0x22, 0xC0, 0x80, 0x22], 1),
        ([0x22, 0xED, 0xA0, 0x80, 0x22], 1), ([0x22, 0x61, 0xF5, 0x80, 0x80, 0x80, 0x22], 2),
        ([0x5B, 0x31, 0x5D, 0x80], 3),
    ]

    @Test(arguments: badUTF8)
    func scan_BadUTF8_IsRefusedWhereItStands(bytes: [UInt8], offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSONDocument(bytes) }
        #expect(error?.offset == offset)
        #expect(error?.reason == "not valid UTF-8")
    }

    @Test func scan_ErrorOnALaterLine_TellsLineAndColumnInBytes() {
        let error = #expect(throws: JSONError.self) { try JSONDocument("{\n  \"é\": 1,\n  x\n}") }
        #expect(error?.line == 3)
        #expect(error?.column == 3)
        #expect(error?.offset == 15)
        #expect(error.map { "\($0)" } == "line 3, column 3: expected a key in quotation marks")
    }

    @Test func scan_ErrorInASecret_DoesNotQuoteIt() {
        let error = #expect(throws: JSONError.self) { try JSONDocument("{\"k\":\"geheim\u{1}\"}") }
        #expect(error.map { "\($0)".contains("geheim") } == false)
    }

    @Test(arguments: [
        (JSONScanner.maximumDepth, true), (JSONScanner.maximumDepth + 1, false), (100_000, false),
    ])
    func scan_DeepNesting_EndsAtTheLimit(depth: Int, isTaken: Bool) {
        let open = String(repeating: "[", count: depth)
        let arrays = open + "0" + String(repeating: "]", count: depth)
        let objects =
            String(repeating: #"{"a":"#, count: depth) + "0" + String(repeating: "}", count: depth)
        #expect(((try? JSONDocument(arrays)) != nil) == isTaken)
        #expect(((try? JSONDocument(objects)) != nil) == isTaken)
        // Unclosed, it must neither crash nor be taken.
        #expect(throws: JSONError.self) { try JSONDocument(open) }
    }

    @Test func tokens_OfAContainer_SpanItAndLeapOverIt() throws {
        let text = #"{"a":[1,"x"],"b":{}}"#
        let document = try JSONDocument(text)
        #expect(
            document.tokens.map(\.kind) == [
                .object, .key, .array, .number, .string, .key, .object,
            ])
        #expect(document.tokens.map { Int($0.next) } == [7, 2, 5, 4, 5, 6, 7])
        #expect(
            document.tokens.map { document.rawText(of: $0) } == [
                text, "a", #"[1,"x"]"#, "1", "x", "b", "{}",
            ])
        #expect(document.elements(of: 2) == [3, 4])
        #expect(document.members(of: 0).map { [$0.key, $0.value] } == [[1, 2], [5, 6]])
    }

    /// A text of brackets or digits has a token in every second byte.
    @Test(arguments: ["[" + String(repeating: "0,", count: 98) + "0]", "[[],[],[],{}]"])
    func tokensBeyondTheLimit_AreRefused(text: String) throws {
        let bytes = Array(text.utf8)
        let count = try JSONDocument(bytes).tokens.count
        #expect(try JSONDocument(bytes, maximumTokens: count).tokens.count == count)
        let error = #expect(throws: JSONError.self) {
            try JSONDocument(bytes, maximumTokens: count - 1)
        }
        #expect(error?.reason == "more than \(count - 1) keys and values")
    }

    @Test func membersBeyondTheLimit_AreRefused() {
        let text = "{" + (0..<10).map { "\"\($0)\":{}" }.joined(separator: ",") + "}"
        #expect(throws: Never.self) { try JSONDocument(Array(text.utf8), maximumTokens: 21) }
        #expect(throws: JSONError.self) { try JSONDocument(Array(text.utf8), maximumTokens: 20) }
    }
}
