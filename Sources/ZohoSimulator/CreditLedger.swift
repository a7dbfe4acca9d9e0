/// API credits over a rolling day: a credit returns 24 hours after its call ("API limits").
struct CreditLedger: Sendable {
    private var spent: [(time: Double, cost: Int)] = []
    private(set) var used = 0

    mutating func spend(_ cost: Int, now: Double) {
        guard cost > 0 else { return }
        spent.append((now, cost))
        used += cost
    }

    mutating func forgetOld(now: Double) {
        guard let first = spent.first, first.time <= now - 86_400 else { return }
        let kept = spent.drop { $0.time <= now - 86_400 }
        used -= spent.prefix(spent.count - kept.count).reduce(0) { $0 + $1.cost }
        spent = Array(kept)
    }
}
