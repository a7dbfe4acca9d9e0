import Foundation
import SyncCore
import TestSupport
import Testing

/// `ca_bundle` in a running daemon, against a TLS server whose certificate no authority has signed.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
struct TrustTests {
    @Test func aBundle_IsTrustedFromTheReloadOn() async throws {
        try await withWorkbench(config: nil) { bench in
            try await startServer(bench)
            let said = {
                (try? String(contentsOfFile: bench.folder + "/said.txt", encoding: .utf8)) ?? ""
            }
            let port = try await eventually("the server's port") {
                said().firstMatch(of: /ACCEPT 127\.0\.0\.1:(\d+)/).map { String($0.1) }
            }
            let text = ConfigDraft().text(
                server: "https://localhost:\(port)", database: bench.database)
            try bench.write(text)
            // The sync at the start wants a token.
            let daemon = try await bench.daemon()
            let refused = try await daemon.line(" token_refresh_failed ")
            #expect(refused.contains("certificate"))
            #expect(!said().contains("POST"))

            let missing = try await bench.client.post("", ["ca_bundle": "nowhere.pem"])
            #expect(missing.status == 422 && missing.text.contains("ca_bundle"))
            let key = try await bench.client.post("", ["ca_bundle": "key.pem"])
            #expect(key.status == 422 && key.text.contains("there is no certificate in"))

            // The server keeps what it is told. The daemon has not stopped trying.
            #expect(try await bench.client.post("", ["ca_bundle": "cert.pem"]).status == 200)
            _ = try await eventually("a request over TLS") {
                said().contains("POST /oauth/v2/token HTTP") ? true : nil
            }
        }
    }

    @Test func aBundleThatCannotBeUsed_StopsTheStart() async throws {
        try await withWorkbench { bench in
            try bench.write(
                bench.configText.replacing(
                    "\"data_center\"", with: "\"ca_bundle\": \"nowhere.pem\", \"data_center\""))
            let (end, program) = try await bench.once()
            #expect(end == .exited(78))
            #expect(
                program.lines.contains { $0.contains("ca_bundle") && $0.contains("nowhere.pem") })
        }
    }

    /// Listens on a port that the system chooses.
    private func startServer(_ bench: Workbench) async throws {
        let make = try bench.startShell(
            """
            cd "$0" && exec openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
            -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost \
            -addext subjectAltName=DNS:localhost 2>/dev/null
            """, [bench.folder])
        #expect(try await make.end() == .exited(0))
        // An end of the standard input would end each connection.
        _ = try bench.startShell(
            """
            cd "$0" && mkfifo in && exec 3<>in &&
            exec openssl s_server -accept 127.0.0.1:0 -cert cert.pem -key key.pem <&3 >said.txt
            """, [bench.folder])
    }
}
