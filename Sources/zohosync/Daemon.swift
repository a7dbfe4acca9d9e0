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
        var patience = RestartPatience()
        while true {
            do throws(ClientFailure) {
                let answer = try await transport.send(method, ControlPath.base + path, body: body)
                if answer.isSuccess || answer.status == expecting { return answer }
                try await wait(for: answer, &patience)
            } catch {
                try await wait(after: error, &patience)
            }
        }
    }

    /// Follows a feed; refusals are thrown.
    func follow(
        _ method: String, _ path: String, body: JSONValue? = nil,
        _ line: (JSONValue) throws(ClientFailure) -> Void
    ) async throws(ClientFailure) {
        var patience = RestartPatience()
        while true {
            do throws(ClientFailure) {
                let whole = try await transport.follow(
                    method, ControlPath.base + path, body: body, line)
                guard let whole else { return }
                try await wait(for: whole, &patience)
            } catch {
                try await wait(after: error, &patience)
            }
        }
    }

    /// Waits for the next daemon where this one refused because it ends; throws other refusals.
    private func wait(
        for answer: Answer, _ patience: inout RestartPatience
    ) async throws(ClientFailure) {
        let isEnding = answer.json["code"]?.string == FailureCode.shuttingDown.rawValue
        guard isEnding, let pause = patience.pause(after: .shuttingDown, now: .now) else {
            throw refusal(answer)
        }
        try? await Task.sleep(for: pause)
    }

    /// Waits on for the next daemon while there is none; throws other failures.
    private func wait(
        after failure: ClientFailure, _ patience: inout RestartPatience
    ) async throws(ClientFailure) {
        guard failure.exit == .unreachable,
            let pause = patience.pause(after: .unreachable, now: .now)
        else { throw failure }
        try? await Task.sleep(for: pause)
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
            failure.message = ([failure.message] + details).joined(separator: "\n  ")
        }
        return failure
    }
}
