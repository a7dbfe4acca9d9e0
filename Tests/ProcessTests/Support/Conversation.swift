import Foundation

/// A run of the client with answers on its standard input.
struct Conversation {
    let status: Int32
    let output: String
    let complaints: String

    /// Runs `zohosync` to its end.
    init(
        _ arguments: [String], answers: [String], environment: [String: String] = [:]
    ) throws {
        let process = Process()
        process.executableURL = URL(filePath: builtPrograms + "/zohosync")
        process.arguments = arguments
        process.environment = environment
        let (input, output, complaints) = (Pipe(), Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = complaints
        try process.run()
        let text = answers.map { $0 + "\n" }.joined()
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try input.fileHandleForWriting.close()
        // Both are less than a pipe holds.
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        let complained = try complaints.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        status = process.terminationStatus
        self.output = String(decoding: said, as: UTF8.self)
        self.complaints = String(decoding: complained, as: UTF8.self)
    }
}
