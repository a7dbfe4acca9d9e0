import Testing

@testable import SyncCore

/// The Prometheus text format.
struct MetricsTextTests {
    @Test func figures_AreWrittenLineByLine() {
        var text = MetricsText()
        text.add("up", "Whether it is up.", .gauge, [([], 1)])
        text.add(
            "calls", "Calls made.", .counter,
            [([("module", "Zoho CRM"), ("of", "today")], 12), ([("module", "Zoho Books")], -3)])
        #expect(
            text.text == """
                # HELP up Whether it is up.
                # TYPE up gauge
                up 1
                # HELP calls Calls made.
                # TYPE calls counter
                calls{module="Zoho CRM",of="today"} 12
                calls{module="Zoho Books"} -3

                """)
    }

    @Test func figure_WithoutValues_IsNotThere() {
        var text = MetricsText()
        text.add("calls", "Calls made.", .counter, [])
        #expect(text.text.isEmpty)
    }

    @Test(arguments: [
        ("plain", "plain"), (#"a"b"#, #"a\"b"#), (#"a\b"#, #"a\\b"#), ("a\nb", #"a\nb"#),
        (#"\""#, #"\\\""#), ("Größe 日本", "Größe 日本"), ("", ""),
    ])
    func label_IsEscaped(value: String, escaped: String) {
        var text = MetricsText()
        text.add("x", "X.", .gauge, [([("l", value)], 0)])
        #expect(text.text.hasSuffix("\nx{l=\"\(escaped)\"} 0\n"))
    }
}
