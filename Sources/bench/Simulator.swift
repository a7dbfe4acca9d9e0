import CurlHTTP
import Glibc
import SyncCore

/// The simulated Zoho in its own process, asked over HTTP.
struct Simulator {
    let address: String
    let clientID: String
    let clientSecret: String
    let refreshToken: String
    let http: CurlClient

    /// Starts it and waits until its data is there.
    static func start(_ workshop: Workshop, records: Int, fields: Int) async throws -> Simulator {
        _ = try workshop.start(
            "zoho-simulator",
            [
                "--data", "bulk", "--records", String(records), "--fields", String(fields),
                "--port", "0", "--port-file", workshop.path("port"),
            ])
        for _ in 0..<1_200 {
            if let text = workshop.read("port"), let port = Int(text.filter { $0 != "\n" }) {
                return try await Simulator(address: "http://127.0.0.1:\(port)")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        let log = workshop.read("zoho-simulator.log") ?? ""
        throw BenchError("the simulator does not start:\n\(log)")
    }

    private init(address: String) async throws {
        self.address = address
        http = CurlClient()
        let answer = try await http.send(HTTPRequest(url: "\(address)/simulator/credentials"))
        let credentials = try JSONDocument(answer.body).value
        guard let id = credentials["client_id"]?.string,
            let secret = credentials["client_secret"]?.string,
            let token = credentials["refresh_token"]?.string
        else { throw BenchError("the simulator tells no credentials") }
        (clientID, clientSecret, refreshToken) = (id, secret, token)
    }

    /// API calls so far.
    struct Calls {
        var total = 0
        var list = 0
        var deleted = 0

        static func - (left: Calls, right: Calls) -> Calls {
            Calls(
                total: left.total - right.total, list: left.list - right.list,
                deleted: left.deleted - right.deleted)
        }
    }

    func calls() async throws -> Calls {
        let answer = try await http.send(HTTPRequest(url: "\(address)/simulator/statistics"))
        let statistics = try JSONDocument(answer.body).value
        guard let total = statistics["calls"]?.integer, let paths = statistics["per_path"],
            let violations = statistics["violations"]?.integer
        else { throw BenchError("the simulator tells no statistics") }
        guard violations == 0 else {
            throw BenchError("the simulator has seen \(violations) violations of Zoho's rules")
        }
        return Calls(
            total: total, list: paths["/crm/v8/{module}"]?.integer ?? 0,
            deleted: paths["/crm/v8/{module}/deleted"]?.integer ?? 0)
    }

    /// An access token, as the daemon gets it.
    func accessToken() async throws -> String {
        let form =
            "grant_type=refresh_token&client_id=\(clientID)&client_secret=\(clientSecret)"
            + "&refresh_token=\(refreshToken)"
        let answer = try await http.send(
            HTTPRequest(
                method: "POST", url: "\(address)/oauth/v2/token",
                headers: [("Content-Type", "application/x-www-form-urlencoded")],
                body: Array(form.utf8)))
        guard let token = try JSONDocument(answer.body).value["access_token"]?.string else {
            throw BenchError("the simulator refuses a token (status \(answer.status))")
        }
        return token
    }
}
