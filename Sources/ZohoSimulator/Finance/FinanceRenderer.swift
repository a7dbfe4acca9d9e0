/// Renders records as rows of lists and as details.
struct FinanceRenderer {
    let stream: FinanceStream
    let world: FinanceWorld
    /// Keys that a list and a detail fill in different ways: what a test sets is the detail's.
    private let twofold: Set<String>

    init(_ stream: FinanceStream, _ world: FinanceWorld) {
        self.stream = stream
        self.world = world
        twofold = Set(stream.fields.filter { $0.place == .detail }.map(\.name))
    }

    func row(_ record: FinanceRecord) -> SimulatorValue { render(record, hiding: .detail) }

    func detail(_ record: FinanceRecord) -> SimulatorValue { render(record, hiding: .list) }

    /// One value of a row, for sorting; nil for keys that rows do not have.
    func value(_ name: String, of record: FinanceRecord) -> SimulatorValue? {
        if name == stream.idField { return .string(String(record.id)) }
        if let given = record.changes?[name] { return given }
        return stream.fields.first { $0.name == name && $0.place != .detail }?
            .make(FinanceContext(record: record, stream: stream, world: world))
    }

    private func render(
        _ record: FinanceRecord, hiding hidden: FinanceField.Place
    ) -> SimulatorValue {
        let context = FinanceContext(record: record, stream: stream, world: world)
        var members: [SimulatorValue.Member] = [
            .init(
                stream.idField,
                stream.hasNumericID
                    ? .number(String(record.id)) : .string(String(record.id)))
        ]
        members.reserveCapacity(stream.fields.count + 1)
        for field in stream.fields where field.place != hidden {
            let isPinned = field.place == .list && twofold.contains(field.name)
            let given = isPinned ? nil : record.changes?[field.name]
            let value = given ?? field.make(context)
            // A key that is made of null is not there: the products write no nulls.
            guard given != nil || value != .null else { continue }
            members.append(.init(field.name, value))
        }
        if let changes = record.changes {
            let known = Set(stream.fields.map(\.name))
            for (name, value) in changes.sorted(by: { $0.key < $1.key }) where !known.contains(name)
            {
                members.append(.init(name, value))
            }
        }
        return .object(members)
    }
}
