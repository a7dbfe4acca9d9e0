/// One key of a stream's rows and how its value is made.
struct FinanceField: Sendable {
    /// Where a key stands: lists and details differ by design.
    enum Place: Sendable { case both, list, detail }

    typealias Maker = @Sendable (FinanceContext) -> SimulatorValue

    let name: String
    let place: Place
    let make: Maker

    init(_ name: String, _ place: Place = .both, _ make: @escaping Maker) {
        self.name = name
        self.place = place
        self.make = make
    }

    /// A constant.
    static func fixed(
        _ name: String, _ value: SimulatorValue, _ place: Place = .both
    ) -> FinanceField {
        FinanceField(name, place) { _ in value }
    }

    /// What Zoho writes for nothing.
    static func blank(_ name: String, _ place: Place = .both) -> FinanceField {
        fixed(name, "", place)
    }

    /// One of several texts.
    static func choice(
        _ name: String, _ choices: [String], _ place: Place = .both
    ) -> FinanceField {
        let salt = name.utf8.reduce(0) { $0 &* 31 &+ Int($1) }
        return FinanceField(name, place) {
            .string(choices[$0.record.draw(salt, below: choices.count)])
        }
    }

    /// A running number: `INV-000005`.
    static func numbered(_ name: String, _ prefix: String) -> FinanceField {
        FinanceField(name) { .string(prefix + FinanceText.padded($0.record.number + 1, 6)) }
    }

    /// The business date, or a day some days later.
    static func date(_ name: String, after days: Int = 0, _ place: Place = .both) -> FinanceField {
        FinanceField(name, place) { .string(FinanceText.day($0.record.day + days)) }
    }

    /// An amount, as the total of the record's lines in cents makes it.
    static func money(
        _ name: String, _ place: Place = .both,
        _ cents: @escaping @Sendable (FinanceContext) -> Int = { $0.total }
    ) -> FinanceField {
        FinanceField(name, place) {
            .number(FinanceText.money(cents($0), style: $0.record.number))
        }
    }

    /// The id of a record of another stream.
    static func reference(
        _ name: String, _ stream: String, _ place: Place = .both
    ) -> FinanceField {
        FinanceField(name, place) { .string($0.reference(stream)) }
    }
}
