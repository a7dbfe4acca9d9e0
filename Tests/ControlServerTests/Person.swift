import Foundation
import TestSupport
import Testing

@testable import ControlServer

/// Somebody, as setpriv(1) makes a process be it: the kernel needs no account for a number.
struct Person: Sendable, CustomTestStringConvertible {
    let name: String
    let uid: Int
    let gid: Int
    var groups: [Int] = []
    let role: Role?
    var testDescription: String { name }

    /// Whether a test can be others than it is.
    static let canBe: Bool = {
        let files = FileManager.default
        let can =
            geteuid() == 0 && files.isExecutableFile(atPath: setpriv)
            && files.isExecutableFile(atPath: curl)
        if !can { print("ControlServerTests: nobody else asks: \(needs)") }
        return can
    }()
    static let needs: Comment = "to be somebody else takes root, setpriv and curl"

    private static let setpriv = "/usr/bin/setpriv"
    private static let curl = "/usr/bin/curl"

    /// Who is what here.
    static let policy = AccessPolicy(
        daemonUID: 61_990, operatorGroup: 61_050, adminGroup: 61_060)

    /// A server whose socket lets everybody through: what is left is its own decision.
    static func withOpenServer(
        _ service: ScriptedService, limits: Limits = .patient,
        _ body: (String) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder(mode: 0o755)
        let path = folder.path + "/s"
        let server = ControlServer(
            service: service, access: policy, sink: RecordingSink(), limits: limits)
        try await server.listen(on: path)
        try #require(chmod(path, 0o666) == 0)
        async let running: Void = server.run()
        do {
            try await body(path)
        } catch {
            await server.shutdown(grace: .zero)
            await running
            throw error
        }
        await server.shutdown(grace: .zero)
        await running
    }

    /// The statuses of the answers that this person gets; 0 where nobody answered.
    func ask(
        _ requests: [(method: String, path: String, body: String?)], _ socket: String,
        inParallel: Bool = false
    ) async throws -> [Int] {
        let others =
            groups.isEmpty
            ? "--clear-groups" : "--groups=" + groups.map(String.init).joined(separator: ",")
        var arguments = ["--reuid=\(uid)", "--regid=\(gid)", others, "--", Self.curl, "--disable"]
        if inParallel {
            arguments += [
                "--parallel", "--parallel-immediate", "--parallel-max", "\(requests.count)",
            ]
        }
        for (index, request) in requests.enumerated() {
            if index > 0 { arguments.append("--next") }
            arguments += [
                "--silent", "--max-time", "60", "--unix-socket", socket, "--request",
                request.method, "--output", "/dev/null", "--write-out", "%{http_code}\n",
            ]
            if let body = request.body { arguments += ["--data", body] }
            arguments.append("http://localhost" + request.path)
        }
        let process = Process()
        process.executableURL = URL(filePath: Self.setpriv)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        // The folder of the tests may be closed to others.
        process.currentDirectoryURL = URL(filePath: "/")
        try process.run()
        let handle = output.fileHandleForReading
        let text = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: try? handle.readToEnd())
            }
        }
        return String(decoding: text ?? Data(), as: UTF8.self).split(separator: "\n")
            .compactMap { Int($0) }
    }
}
