/// API credits over a rolling day: a credit returns 24 hours after its call ("API limits").
struct CreditLedger: Sendable {
    /// Credits by minute: a busy day must not make every call dear.
    private var spent: [(minute: Int64, cost: Int)] = []
    private(set) var used = 0

    mutating func spend(_ cost: Int, now: Double) {
        guard cost > 0 else { return }
        used += cost
        let minute = Int64(now / 60)
        if let last = spent.indices.last, spent[last].minute == minute {
            spent[last].cost += cost
        } else {
            spent.append((minute, cost))
        }
    }

    mutating func forgetOld(now: Double) {
        let oldest = Int64(now / 60) - 1_440
        while let first = spent.first, first.minute <= oldest {
            used -= first.cost
            spent.removeFirst()
        }
    }
}
