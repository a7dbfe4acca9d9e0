/// What was waited for did not come.
public struct Overdue: Error, CustomStringConvertible {
    let what: String
    let detail: String

    /// - Parameter detail: What there was instead.
    public init(what: String, detail: String) {
        self.what = what
        self.detail = detail
    }

    /// What to look for, and what there was.
    public var description: String { "waited in vain for \(what); there was: \(detail)" }
}

extension Duration {
    /// How long a test waits for what should come at once, before it gives up. It measures nothing:
    /// machines may be busy.
    public static let deadline: Duration = .seconds(180)
}

/// Asks again and again until the answer is there: for what only the other side can tell.
public func eventually<Found>(
    _ what: String, within limit: Duration = .deadline, _ ask: () async throws -> Found?
) async throws -> Found {
    let end = ContinuousClock.now + limit
    while true {
        if let found = try await ask() { return found }
        guard ContinuousClock.now < end else { throw Overdue(what: what, detail: "nothing") }
        try await Task.sleep(for: .milliseconds(10))
    }
}
