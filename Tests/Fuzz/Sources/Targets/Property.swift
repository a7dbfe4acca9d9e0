import SyncCore

/// What an input has violated.
struct Violation: Error, CustomStringConvertible {
    let description: String
}

/// Demands that something holds of an input.
func demand(_ holds: Bool, _ property: @autoclosure () -> String) throws {
    guard holds else { throw Violation(description: property()) }
}

/// Demands that a token, of whichever kind, fits into a header, a form and the configuration.
func demandToken(_ token: Secret) throws(Violation) {
    let isToken = token.withBytes { bytes in
        (1...4096).contains(bytes.count) && bytes.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
    guard isToken, token.reveal() != Secret.mask else {
        throw Violation(description: "a token that breaks out of its place")
    }
}
