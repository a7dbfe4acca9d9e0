import CurlHTTP
import Foundation
import Glibc
import SyncCore
import TestSupport
import Testing

/// A TLS server by openssl(1), with a certificate that nobody has signed.
private final class TLSServer {
    let folder: String
    let port: Int
    private let process = Process()

    static let openssl = "/usr/bin/openssl"

    init(_ options: [String] = []) async throws {
        folder = "/tmp/curlhttp-tls-\(UUID().uuidString.prefix(8))"
        port = Int.random(in: 20000..<30000)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let make = Process()
        make.executableURL = URL(fileURLWithPath: Self.openssl)
        make.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", folder + "/key.pem", "-out", folder + "/cert.pem", "-days", "2", "-subj",
            "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
        ]
        make.standardError = FileHandle.nullDevice
        // waitUntilExit() would block a thread of the pool that the tests share.
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            make.terminationHandler = { _ in done.resume() }
            do { try make.run() } catch { done.resume(throwing: error) }
        }
        process.executableURL = URL(fileURLWithPath: Self.openssl)
        process.arguments =
            [
                "s_server", "-accept", "127.0.0.1:\(port)", "-cert", folder + "/cert.pem", "-key",
                folder + "/key.pem", "-www", "-quiet",
            ] + options
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
    }

    deinit {
        // The child inherits the blocked signals of the thread that started it, SIGTERM too.
        kill(process.processIdentifier, SIGKILL)
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The server's answer once it listens.
    func send(_ client: CurlClient, host: String = "localhost") async throws -> HTTPResponse {
        let request = HTTPRequest(url: "https://\(host):\(port)/")
        for _ in 0..<100 {
            let result = await answer(client, request)
            guard case .failure(let failure) = result, failure.kind == .unreachable else {
                return try result.get()
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        return try await client.send(request)
    }
}

private func answer(
    _ client: CurlClient, _ request: HTTPRequest
) async -> Result<HTTPResponse, HTTPFailure> {
    do throws(HTTPFailure) { return .success(try await client.send(request)) } catch {
        return .failure(error)
    }
}

@Suite(
    .hangGuard,
    .enabled(if: FileManager.default.isExecutableFile(atPath: TLSServer.openssl)))
struct TLSTests {
    @Test func aTrustedCertificateIsTaken() async throws {
        let server = try await TLSServer()
        let client = client { $0.caBundle = server.folder + "/cert.pem" }
        #expect(try await server.send(client).status == 200)
    }

    @Test func anUnknownCertificateIsRefused() async throws {
        let server = try await TLSServer()
        let refused = await failure { try await server.send(client()) }
        #expect(refused?.kind == .insecure)
        #expect(refused?.message.contains("certificate") == true)
    }

    @Test func aCertificateForAnotherNameIsRefused() async throws {
        let server = try await TLSServer()
        let client = client { $0.caBundle = server.folder + "/cert.pem" }
        let refused = await failure { try await server.send(client, host: "127.0.0.1") }
        #expect(refused?.kind == .insecure)
    }

    /// What is trusted changes from one request to the next: a connection that was made before is
    /// not used with another trust.
    @Test func aChangedBundle_CountsAtOnce() async throws {
        let server = try await TLSServer()
        let client = client()
        let refused = await failure { try await server.send(client) }
        #expect(refused?.kind == .insecure)
        client.trust(caBundle: server.folder + "/cert.pem")
        #expect(try await server.send(client).status == 200)
        client.trust(caBundle: nil)
        let refusedAgain = await failure { try await server.send(client) }
        #expect(refusedAgain?.kind == .insecure)
        client.trust(caBundle: "/nowhere.pem")
        let missing = await failure { try await server.send(client) }
        #expect(missing?.kind == .insecure)
    }

    @Test func aReplacedBundle_CountsAtOnce() async throws {
        let server = try await TLSServer()
        let other = try await TLSServer()
        let bundle = server.folder + "/bundle.pem"
        let client = client { $0.caBundle = bundle }
        try FileManager.default.copyItem(atPath: other.folder + "/cert.pem", toPath: bundle)
        let refused = await failure { try await server.send(client) }
        #expect(refused?.kind == .insecure)
        try FileManager.default.removeItem(atPath: bundle)
        try FileManager.default.copyItem(atPath: server.folder + "/cert.pem", toPath: bundle)
        #expect(try await server.send(client).status == 200)
    }

    @Test func oldTLSIsRefused() async throws {
        let server = try await TLSServer(["-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0"])
        let client = client { $0.caBundle = server.folder + "/cert.pem" }
        let refused = await failure { try await server.send(client) }
        #expect(refused?.kind == .insecure)
    }
}
