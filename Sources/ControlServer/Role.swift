/// What a caller may do. A greater role includes the lesser ones.
public enum Role: String, Comparable, CaseIterable, Sendable {
    /// Reads everything but secrets.
    case viewer
    /// Starts and stops syncs.
    case `operator`
    /// Changes the configuration and sees secrets.
    case admin

    /// Whether a role is contained in another one.
    public static func < (left: Role, right: Role) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .operator: 1
        case .admin: 2
        }
    }
}
