/// What the CRM tells of its credits, and what details leave of them.
///
/// Zoho CRM says what is left only once half of a window that rolls over 24 hours is used (Zoho CRM
/// API v8, API Limits), and never says of how much. The first number after a silence is therefore
/// about half of the whole, and twice the greatest since then never more than it: a fifth of that
/// is kept for the company's other programs. Changes go on below it: they are few, and credits come
/// back all the time.
public struct CreditFloor: Hashable, Sendable {
    /// What was left at the last answer; nil: more than half.
    private(set) var remaining: Int?
    /// The most that was left since Zoho began to tell.
    private(set) var most = 0
    /// The number of the call that was answered last.
    private var number = 0

    /// A floor of credits of which nothing was told.
    init() {}

    /// As it was kept. Numbers begin anew.
    init(remaining: Int?, most: Int) {
        self.remaining = remaining
        self.most = max(most, remaining ?? 0)
    }

    /// What details may still use; nil: no limit is known.
    func left(booked: Int) -> Int? {
        remaining.map { $0 - (booked - number) - 2 * most / 5 }
    }

    /// An answer told this; nil: it told nothing, so more than half is left.
    mutating func read(_ told: Int?, number: Int) {
        guard number >= self.number else { return }
        self.number = number
        remaining = told
        most = told.map { max($0, most) } ?? 0
    }
}
