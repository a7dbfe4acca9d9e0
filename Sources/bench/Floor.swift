import CurlHTTP
import Glibc
import SyncCore

/// What the same download costs when nothing is done with it: no client that reads Zoho's lists
/// page by page can be faster on this machine.
struct Floor {
    var seconds: Double
    var cpuSeconds: Double
    var pages: Int
    var bytes: Int

    /// Walks all pages by their tokens and throws the bodies away.
    static func measure(_ simulator: Simulator) async throws -> Floor {
        let token = try await simulator.accessToken()
        let authorization = [("Authorization", "Zoho-oauthtoken \(token)")]
        let fields = try await fieldNames(simulator, authorization)
        // A client of its own, so that connecting is part of it, as it is for the daemon.
        let http = CurlClient()
        let clock = ContinuousClock()
        let cpu = ownCPU()
        let start = clock.now
        var floor = Floor(seconds: 0, cpuSeconds: 0, pages: 0, bytes: 0)
        var next: String?
        repeat {
            var url =
                "\(simulator.address)/crm/v8/Leads?fields=\(fields)&per_page=200"
                + "&sort_by=Modified_Time&sort_order=asc&converted=both"
            if let next { url += "&page_token=\(next)" }
            let answer = try await http.send(HTTPRequest(url: url, headers: authorization))
            guard answer.status == 200 else {
                throw BenchError("the simulator answers a page with status \(answer.status)")
            }
            floor.pages += 1
            floor.bytes += answer.body.count
            next = nextToken(answer.body)
        } while next != nil
        floor.seconds = (clock.now - start).inSeconds
        floor.cpuSeconds = ownCPU() - cpu
        await http.close()
        return floor
    }

    /// The fields that the daemon asks for: those that the module has.
    private static func fieldNames(
        _ simulator: Simulator, _ authorization: [(String, String)]
    ) async throws -> String {
        let answer = try await simulator.http.send(
            HTTPRequest(
                url: "\(simulator.address)/crm/v8/settings/fields?module=Leads",
                headers: authorization))
        let fields = try JSONDocument(answer.body).value["fields"]?.array ?? []
        return fields.compactMap { $0["api_name"]?.string }.prefix(50).joined(separator: ",")
    }

    /// The token stands at the end of the answer; to look at more would be work.
    private static func nextToken(_ body: [UInt8]) -> String? {
        let tail = String(decoding: body.suffix(1_024), as: UTF8.self)
        guard let key = tail.firstRange(of: "\"next_page_token\":\"") else { return nil }
        let value = tail[key.upperBound...].prefix { $0 != "\"" }
        return value.isEmpty ? nil : String(value)
    }

    private static func ownCPU() -> Double {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        return usage.cpuSeconds
    }
}
