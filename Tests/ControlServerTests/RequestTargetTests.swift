import Testing

@testable import ControlServer

@Suite struct RequestTargetTests {
    @Test(
        arguments: [
            ("/", []), ("/a/b", ["a", "b"]), ("/a/", ["a", ""]), ("/a//b", ["a", "", "b"]),
            ("/Zoho%20CRM", ["Zoho CRM"]), ("/Zoho+CRM", ["Zoho+CRM"]), ("/a%2Fb/c", ["a/b", "c"]),
            ("/%C3%A9?x", ["é"]), ("http://localhost/a/b?c", ["a", "b"]), ("http://unix", nil),
            ("", nil), ("a", nil), ("*", nil), ("/%", nil), ("/%2", nil), ("/%g0", nil),
            ("/%C3", nil), ("/a?b=%", nil),
        ] as [(String, [String]?)])
    func segments(text: String, segments: [String]?) {
        #expect(RequestTarget(text)?.segments == segments)
    }

    @Test func query() {
        let target = RequestTarget("/a?x=1&y=a+b%2Bc&x=2&z&&=q")
        #expect(target?.query == ["x": "2", "y": "a b+c", "z": "", "": "q"])
    }
}
