import TestSupport
import Testing

/// What every source file has to keep to, read from the files themselves.
@Suite struct HouseRulesTests {
    private let sources: [SourceFile]

    init() throws {
        sources = try Repository.swiftFiles(in: "Sources").map { path in
            SourceFile(path: path, text: try Repository.text(of: path))
        }
        try #require(sources.count > 100)
    }

    @Test func wordsThatSwitchOffAGuarantee_StandBelowAProof() {
        let words = [
            "@unchecked", "nonisolated(unsafe)", "unsafeBitCast", "as!", "fatalError(",
            "preconditionFailure(", "Unmanaged.passRetained",
        ]
        let found = places { file, index in
            words.contains(where: file.code[index].contains) && !file.hasProof(above: index)
        }
        #expect(found == [])
    }

    @Test func nothingIsForced() {
        let found = places { file, index in
            file.code[index].contains("try!") || isForced(file.code[index])
        }
        #expect(found == [])
    }

    @Test func nothingIsLeftForLater() {
        let found = places { file, index in
            file.lines[index].contains("TODO") || file.lines[index].contains("FIXME")
        }
        #expect(found == [])
    }

    /// A child would inherit our environment, where secrets may be.
    @Test func noProgramOfTheService_StartsAnother() {
        let words = [
            "posix_spawn", "fork(", "execv", "execl", "popen(", "Process()",
            "Subprocess",
        ]
        let found = places { file, index in
            !file.path.hasPrefix("Sources/bench/")
                && words.contains(where: file.code[index].contains)
        }
        #expect(found == [])
    }

    /// Nothing else looks at these: no compiler reads a manual.
    @Test(arguments: [
        "README.md", "CHANGELOG.md", "Makefile", "etc/man/zohosyncd.8", "etc/man/zohosync.1",
        "etc/man/zohosyncd.json.5", "systemd/zohosyncd.service", "systemd/zohosyncd.catalog",
    ])
    func aMerge_IsFinished(path: String) throws {
        let marks = ["<<<<<<<", "=======", ">>>>>>>"]
        let lines = try Repository.text(of: path).split(separator: "\n")
        #expect(!lines.contains { line in marks.contains { line.hasPrefix($0) } })
    }

    @Test func files_StayWithinALookThrough() {
        #expect(sources.filter { $0.lines.count > 400 }.map(\.path) == [])
    }

    @Test func theRules_SeeWhatTheyAreFor() {
        let bad = SourceFile(path: "", text: "let a = b!\n\nclass C: @unchecked Sendable {}")
        #expect(isForced(bad.code[0]) && !bad.hasProof(above: 2))
        let good = SourceFile(
            path: "", text: "// Proof: it is so.\nlet a = !b != c // d!\nlet b = \"no!\"")
        #expect(good.hasProof(above: 1))
        #expect(!isForced(good.code[1]) && !isForced(good.code[2]))
    }

    /// Where a rule is broken, as `path:line`.
    private func places(_ isBroken: (SourceFile, Int) -> Bool) -> [String] {
        sources.flatMap { file in
            file.lines.indices.filter { isBroken(file, $0) }.map { "\(file.path):\($0 + 1)" }
        }
    }

    /// Whether a name, a call or a subscript is followed by `!`.
    private func isForced(_ line: String) -> Bool {
        line.contains("!")
            && zip(line, line.dropFirst()).contains { before, mark in
                mark == "!" && (before.isLetter || before.isNumber || "_)]".contains(before))
            } && !line.contains("as!") && !line.contains("try!")
    }
}

/// A file of `Sources`.
private struct SourceFile {
    let path: String
    let lines: [String]
    /// The lines without comments and string literals, as far as a line tells.
    let code: [String]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        code = lines.map(Self.code)
    }

    /// Whether the comment right above a line has a proof.
    func hasProof(above index: Int) -> Bool {
        lines[..<index].reversed().prefix { $0.drop { $0 == " " }.hasPrefix("//") }
            .contains { $0.contains("// Proof: ") }
    }

    private static func code(_ line: String) -> String {
        guard line.contains("\"") || line.contains("//") else { return line }
        var code = ""
        var isText = false
        var previous: Character = " "
        for character in line {
            if character == "\"", previous != "\\" { isText.toggle() }
            if !isText {
                if character == "/", previous == "/" { return String(code.dropLast()) }
                code.append(character)
            }
            previous = character
        }
        return code
    }
}
