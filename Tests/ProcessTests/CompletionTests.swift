import Foundation
import TestSupport
import Testing

/// The completions that the programs write for the shell, tried in a real bash.
@Suite struct CompletionTests {
    @Test(arguments: [
        ("zohosync", ["sync", "i"], ["inventory", "invoice"]),
        ("zohosync", ["--json", "cancel", "b"], ["books"]),
        ("zohosync", ["sync", "crm", "--acc"], ["--accept-deletions"]),
        ("zohosync", ["--s"], ["--socket"]),
        ("zohosync", ["ca"], ["cancel"]),
        (
            "zohosync", ["config", "set", "modules.crm.streams."],
            ["modules.crm.streams.exclude", "modules.crm.streams.include"]
        ),
        ("zohosync", ["status", "--socket", "here"], ["here.sock"]),
        ("zohosync", ["setup", "--data-center", "e"], ["eu"]),
        ("zohosync", ["setup", "--re"], ["--reauthorize"]),
        ("zohosyncd", ["--log-level", "w"], ["warning"]),
        ("zohosyncd", ["check-config", "--config", "here"], ["here.sock"]),
    ])
    func aTab_OffersWhatFits(
        program: String, words: [String], expected: [String]
    ) async throws {
        let folder = try TemporaryFolder()
        let writer = try Program(
            program, ["--generate-completion-script", "bash"], folder: folder.path)
        #expect(try await writer.end() == .exited(0))
        try writer.output.write(
            toFile: folder.path + "/completion", atomically: true, encoding: .utf8)
        try "".write(toFile: folder.path + "/here.sock", atomically: true, encoding: .utf8)
        let offered = try bash(Self.tab, [program] + words, in: folder.path)
        #expect(offered.sorted() == expected)
    }

    /// What bash does when somebody presses the key at the end of a line.
    private static let tab = """
        source ./completion
        function=$(complete -p "$1" | sed 's/.*-F \\([^ ]*\\).*/\\1/')
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
        "$function" "$1" "${!#}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\\n' "${COMPREPLY[@]}"
        """

    /// The lines that a script prints.
    private func bash(
        _ script: String, _ arguments: [String], in folder: String
    ) throws -> [String] {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["--norc", "-c", script, "bash"] + arguments
        process.currentDirectoryURL = URL(filePath: folder)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
