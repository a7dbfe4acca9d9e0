/// What an input has violated.
struct Violation: Error, CustomStringConvertible {
    let description: String
}

/// Demands that something holds of an input.
func demand(_ holds: Bool, _ property: @autoclosure () -> String) throws {
    guard holds else { throw Violation(description: property()) }
}
