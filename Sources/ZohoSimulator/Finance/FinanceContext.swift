/// A record with all that its values are made from.
struct FinanceContext {
    let record: FinanceRecord
    let stream: FinanceStream
    let world: FinanceWorld

    var id: String { String(record.id) }

    /// How many lines the record has of its own.
    var lineCount: Int { 1 + record.draw(1, below: 3) }

    /// What one of its own lines costs, in cents.
    func line(_ index: Int) -> (quantity: Int, rate: Int) {
        (1 + record.draw(20 + index, below: 5), 100 + record.draw(40 + index, below: 50_000))
    }

    /// The sum of its own lines, in cents.
    var total: Int {
        (0..<lineCount).reduce(0) { sum, index in
            let line = line(index)
            return sum + line.quantity * line.rate
        }
    }

    /// What is still open of the total, in cents.
    var balance: Int {
        switch record.status {
        case "paid", "closed", "void", "billed", "invoiced": 0
        case "partially_paid": total / 2
        default: total
        }
    }

    /// The id of a record of another stream, the same every time.
    func reference(_ name: String, _ salt: Int = 0) -> String {
        world.reference(name, record.draw(100 + salt, below: 1 << 30))
    }

    /// The name of the contact that `reference("contacts")` gives.
    var partyName: String {
        world.contactName(record.draw(100, below: 1 << 30) % world.count("contacts"))
    }

    /// `created_time` and its kin.
    func time(_ instant: Instant) -> SimulatorValue {
        .string(FinanceText.time(instant, world.zone))
    }
}
