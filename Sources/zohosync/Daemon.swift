import ControlAPI
import SyncCore

/// The daemon as the commands see it: asks, tells refusals apart, prints.
struct Daemon: Sendable {
    let transport: any ControlTransport
    /// Whether the answer is printed as it came.
    let json: Bool

    /// An answer of success; a problem is thrown unless its status is expected.
    func ask(
        _ method: String, _ path: String, body: JSONValue? = nil, expecting: Int? = nil
    ) async throws(ClientFailure) -> Answer {
        let answer = try await transport.send(method, ControlPath.base + path, body: body)
        if answer.isSuccess || answer.status == expecting { return answer }
        throw refusal(answer)
    }

    /// Follows a feed; refusals are thrown.
    func follow(
        _ method: String, _ path: String, body: JSONValue? = nil,
        _ line: (JSONValue) throws(ClientFailure) -> Void
    ) async throws(ClientFailure) {
        let whole = try await transport.follow(method, ControlPath.base + path, body: body, line)
        if let whole { throw refusal(whole) }
    }

    /// Prints the answer as it came where that was asked for, else as text.
    func show(_ answer: Answer, _ text: (JSONValue) -> String) {
        output(json ? answer.text : text(answer.json) + "\n")
    }

    private func refusal(_ answer: Answer) -> ClientFailure {
        if json { output(answer.text) }
        guard let problem = Problem(json: answer.json) else {
            return ClientFailure(.failed, "the daemon answered with status \(answer.status)")
        }
        var failure = ClientFailure(problem)
        let details = (problem.members["problems"]?.array ?? []).map { item in
            item.string
                ?? [item["key"]?.string, item["message"]?.string].compactMap(\.self)
                .joined(separator: ": ")
        }
        if !details.isEmpty {
            failure = ClientFailure(
                failure.exit, ([failure.message] + details).joined(separator: "\n  "),
                hint: failure.hint)
        }
        return failure
    }
}
