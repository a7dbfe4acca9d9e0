import TestSupport
import Testing

/// How the client reads its command line. No daemon is needed.
@Suite struct CommandLineTests {
    private func run(_ arguments: [String]) async throws -> (end: Program.End, text: String) {
        let folder = try TemporaryFolder()
        let program = try Program(
            "zohosync", arguments, environment: ["ZOHOSYNCD_SOCKET": folder.path + "/environment"],
            folder: folder.path)
        let end = try await program.end()
        return (end, program.output + program.lines.joined(separator: "\n"))
    }

    /// Before and after the name, and in its midst.
    @Test(arguments: [
        ["--socket", "/nowhere/a", "status"], ["status", "--socket=/nowhere/a"],
        ["--json", "config", "--socket", "/nowhere/a", "show"],
        ["--socket", "/nowhere/a", "config", "set", "client_id", "--", "-5"],
        ["--socket", "/nowhere/a", "config", "set", "client_id", "--", "--json"],
    ])
    func optionsOfEveryCommand_StandAnywhere(arguments: [String]) async throws {
        let (end, text) = try await run(arguments)
        #expect(end == .exited(69))
        #expect(text.contains("/nowhere/a"))
    }

    @Test func theEnvironment_NamesTheSocket() async throws {
        let (end, text) = try await run(["status"])
        #expect(end == .exited(69))
        #expect(text.contains("/environment"))
    }

    @Test(arguments: [["sink"], ["--socket", "a", "sink"], ["--json", "config", "sink"]])
    func anUnknownCommand_IsNamed(arguments: [String]) async throws {
        let (end, text) = try await run(arguments)
        #expect(end == .exited(64))
        #expect(text.contains("'sink'"), "\(text)")
    }

    @Test(arguments: [["--socket", "a", "help", "plan"], ["--json", "plan", "--help"]])
    func help_IsNotRefused(arguments: [String]) async throws {
        let (end, text) = try await run(arguments)
        #expect(end == .exited(0))
        #expect(text.contains("zohosync plan books"))
    }

    @Test func aMissingValue_IsToldAsSuch() async throws {
        let (end, text) = try await run(["--socket"])
        #expect(end == .exited(64))
        #expect(text.contains("Missing value for '--socket <path>'"))
    }
}
