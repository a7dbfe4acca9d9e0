public import SyncCore

/// Who is asked: somebody at a terminal, or a script that has its answers ready.
public protocol SetupDialogue: Sendable {
    /// Whether somebody is there who can be asked twice.
    var isTerminal: Bool { get }
    /// Tells something.
    func tell(_ text: String)
    /// Asks for a line; without the white space around it.
    func ask(_ question: String) throws(SetupFailure) -> String
    /// Asks for a line that is not shown.
    func askSecret(_ question: String) throws(SetupFailure) -> Secret
}
