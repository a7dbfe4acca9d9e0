import Setup
import SyncCore
import Synchronization

/// Answers that are ready, and what was said meanwhile.
final class Script: SetupDialogue {
    private struct State {
        var answers: [String]
        var told: [String] = []
        var questions: [String] = []
    }

    let isTerminal: Bool
    private let state: Mutex<State>

    init(_ answers: [String], isTerminal: Bool = false) {
        self.isTerminal = isTerminal
        state = Mutex(State(answers: answers))
    }

    var told: String { state.withLock { $0.told.joined(separator: "\n") } }
    var questions: [String] { state.withLock { $0.questions } }
    var answersLeft: Int { state.withLock { $0.answers.count } }

    func tell(_ text: String) { state.withLock { $0.told.append(text) } }

    func ask(_ question: String) throws(SetupFailure) -> String {
        let answer = state.withLock { state in
            state.questions.append(question)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
        guard let answer else { throw SetupFailure(.usage, "no answer", hint: "give one") }
        return answer
    }

    func askSecret(_ question: String) throws(SetupFailure) -> Secret {
        Secret(try ask(question))
    }
}
