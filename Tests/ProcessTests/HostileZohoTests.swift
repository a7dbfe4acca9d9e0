import Foundation
import Glibc
import SyncCore
import Testing

/// The daemon against a Zoho that is an attacker: the run fails with words, the daemon lives, and its
/// memory stays within bounds.
struct HostileZohoTests {
    /// In KiB. Half of it has been seen (a debug build, 45 MiB of which it has in peace).
    private static let memoryLimit = 200 << 10

    private static let ok = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"

    private struct Attack: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let answer: HostileZoho.Answer
        let words: String
        var code = "invalid_response"
    }

    private static func many(_ text: String, of megabytes: Int) -> HostileZoho.Answer {
        let piece = Array(String(repeating: text, count: (1 << 20) / text.utf8.count).utf8)
        return HostileZoho.Answer(head: ok + "{\"modules\":[", piece: piece, times: megabytes)
    }

    private static let attacks: [Attack] = [
        Attack(
            testDescription: "a gigabyte, unannounced", answer: many("[],", of: 1024),
            words: "larger than"),
        Attack(
            testDescription: "a gigabyte, announced",
            answer: .init(head: "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n"),
            words: "file size"),
        Attack(
            testDescription: "brackets", answer: many("[],", of: 30), words: "keys and values"),
        Attack(testDescription: "digits", answer: many("0,", of: 30), words: "keys and values"),
        Attack(
            testDescription: "keys", answer: many(#"{"api_name":"a"},"#, of: 30),
            words: "keys and values"),
        Attack(testDescription: "nesting", answer: many("[", of: 30), words: "not JSON"),
        Attack(
            testDescription: "bytes that are no text",
            answer: .init(head: ok, piece: [UInt8](repeating: 0xFF, count: 1 << 20), times: 30),
            words: "not JSON"),
        Attack(
            testDescription: "layers of gzip",
            answer: .init(
                head:
                    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\nConnection: close\r\n\r\n",
                piece: [0x1F, 0x8B], times: 1),
            words: "packed in another way"),
        Attack(
            testDescription: "a header without end",
            answer: .init(
                head: "HTTP/1.1 200 OK\r\n",
                piece: Array("X-A: \(String(repeating: "a", count: 900))\r\n".utf8),
                times: 100_000), words: "header"),
    ]

    @Test(arguments: attacks)
    private func anAttack_FailsTheRunAlone(attack: Attack) async throws {
        let zoho = try HostileZoho(attack.answer)
        defer { zoho.stop() }
        try await withWorkbench(config: nil) { bench in
            try bench.write(ConfigDraft().text(server: zoho.url, database: bench.database))
            let daemon = try await bench.daemon()
            try await expectFailure(bench, code: attack.code, words: attack.words)
            #expect(try peakMemory(of: daemon) < Self.memoryLimit)
            #expect(try await bench.client.get("status").status == 200)
            #expect(try await daemon.stop() == .exited(0))
        }
    }

    @Test func aBomb_IsDefused() async throws {
        try await withWorkbench(config: nil) { bench in
            let bomb = bench.folder + "/bomb.gz"
            let shell = try bench.startShell("head -c 268435456 /dev/zero | gzip -1 >$0", [bomb])
            #expect(try await shell.end() == .exited(0))
            let bytes = try #require(FileManager.default.contents(atPath: bomb))
            let zoho = try HostileZoho(
                .init(
                    head: "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
                        + "\(bytes.count)\r\n\r\n", piece: Array(bytes)))
            defer { zoho.stop() }
            try bench.write(ConfigDraft().text(server: zoho.url, database: bench.database))
            let daemon = try await bench.daemon()
            try await expectFailure(bench, code: "invalid_response", words: "larger than")
            #expect(try peakMemory(of: daemon) < Self.memoryLimit)
        }
    }

    @Test func aRedirect_IsNamedAndNobodyGoesThere() async throws {
        let elsewhere = try HostileZoho(.init(head: Self.ok))
        let zoho = try HostileZoho(
            .init(
                head: "HTTP/1.1 302 Found\r\nLocation: \(elsewhere.url)/crm/v8/settings/modules\r\n"
                    + "Content-Length: 0\r\n\r\n"))
        defer {
            zoho.stop()
            elsewhere.stop()
        }
        try await withWorkbench(config: nil) { bench in
            try bench.write(ConfigDraft().text(server: zoho.url, database: bench.database))
            _ = try await bench.daemon()
            try await expectFailure(
                bench, code: "zoho_rejected",
                words: "a redirect (status 302), which is not followed")
            #expect(elsewhere.requests == [])
            #expect(zoho.requests.contains { $0.contains("Authorization: Zoho-oauthtoken") })
        }
    }

    /// Where the configuration names no `api_domain`, the answer to the token request does.
    @Test func anotherDomain_NeverSeesTheToken() async throws {
        let thief = try HostileZoho(.init(head: Self.ok))
        let answer = """
            {"access_token":"1000.example.access","api_domain":"http://127.0.0.1:\(thief.port)@x.example",\
            "expires_in":3600}
            """
        let zoho = try HostileZoho(.init(head: Self.ok), token: answer)
        defer {
            zoho.stop()
            thief.stop()
        }
        try await withWorkbench(config: nil) { bench in
            let text = ConfigDraft().text(server: zoho.url, database: bench.database)
            try bench.write(text.replacing("\"api_domain\": \"\(zoho.url)\",", with: ""))
            _ = try await bench.daemon()
            try await expectFailure(
                bench, code: "invalid_response", words: "is not a Zoho API host")
            #expect(thief.requests == [])
            #expect(zoho.requests.allSatisfy { $0.contains("/oauth/v2/token") })
        }
    }

    private func expectFailure(
        _ bench: Workbench, code: String, words: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let answer = try await bench.client.sync()
        #expect(answer.status == 502, sourceLocation: sourceLocation)
        #expect(answer.code == code, "\(answer.text)", sourceLocation: sourceLocation)
        let detail = answer.json["detail"]?.string ?? ""
        #expect(
            detail.lowercased().contains(words.lowercased()), "\(detail)",
            sourceLocation: sourceLocation)
    }

    /// The most that was resident, in KiB.
    private func peakMemory(of program: Program) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(program.pid)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        let peak = try #require(line.split(separator: " ").dropLast().last.flatMap { Int($0) })
        return peak
    }
}
