/// The lines of a document, which only its detail has.
struct FinanceLines {
    enum Style: Sendable { case items, journal, expense, stock }

    let context: FinanceContext
    let style: Style

    var value: SimulatorValue {
        if let given = context.record.lines {
            return .array(given.enumerated().map { filled($1, $0) })
        }
        return .array((0..<context.lineCount).map { .object(line($0)) })
    }

    private var idKey: String { style == .journal ? "line_id" : "line_item_id" }

    private func lineID(_ index: Int) -> SimulatorValue {
        let place = Int64(1 + index + context.record.lineVersion % 20 * 20)
        return .string(String(context.record.id + 100 + place))
    }

    /// Gives a line of a test what every line has.
    private func filled(_ line: SimulatorValue, _ index: Int) -> SimulatorValue {
        var members = line.members ?? []
        let given = Set(members.map(\.name))
        let own: [SimulatorValue.Member] = [
            .init(idKey, lineID(index)), .init("item_order", .integer(index + 1)),
            .init("item_custom_fields", []), .init("tags", []), .init("line_item_taxes", []),
        ]
        members += own.filter { !given.contains($0.name) }
        return .object(members)
    }

    private func line(_ index: Int) -> [SimulatorValue.Member] {
        let (quantity, rate) = context.line(index)
        let number = context.record.number
        let amount = SimulatorValue.number(FinanceText.money(quantity * rate, style: number))
        var members: [SimulatorValue.Member] = [.init(idKey, lineID(index))]
        switch style {
        case .journal:
            members += [
                .init("account_id", .string(context.reference("chartofaccounts", index))),
                .init("account_name", "Office supplies"), .init("description", ""),
                .init("debit_or_credit", index % 2 == 0 ? "debit" : "credit"),
                .init("amount", amount), .init("tags", []),
            ]
        case .expense:
            members += [
                .init("account_id", .string(context.reference("chartofaccounts", index))),
                .init("account_name", "Travel"), .init("description", ""),
                .init("item_order", .integer(index)), .init("amount", amount), .init("tags", []),
                .init("tax_percentage", ""),
            ]
        case .stock:
            members += [
                .init("item_id", .string(context.reference("items", index))),
                .init("item_order", .integer(index + 1)),
                .init("name", .string(Words.products[index % Words.products.count])),
                .init("description", ""), .init("quantity", .integer(quantity)),
                .init("unit", "pcs"), .init("batches", []), .init("serial_numbers", []),
            ]
        case .items:
            members += itemMembers(index, quantity, rate, amount)
        }
        return members
    }

    private func itemMembers(
        _ index: Int, _ quantity: Int, _ rate: Int, _ amount: SimulatorValue
    ) -> [SimulatorValue.Member] {
        let number = context.record.number
        // A line of text only has no item.
        let item = number % 5 == 4 && index > 0 ? "" : context.reference("items", index)
        return [
            .init("item_id", .string(item)), .init("item_order", .integer(index + 1)),
            .init("name", item.isEmpty ? "" : .string(Words.products[index % 6])),
            .init("description", item.isEmpty ? "See the offer" : ""),
            .init("rate", .number(FinanceText.money(rate, style: number + 1))),
            .init("quantity", number % 3 == 0 ? .number("\(quantity).00") : .integer(quantity)),
            .init("unit", "pcs"), .init("discount", number % 2 == 0 ? 0 : "10%"),
            .init("item_total", amount), .init("tax_id", ""),
            .init("tax_percentage", number % 2 == 0 ? 0 : ""),
            .init("line_item_taxes", []), .init("tags", []), .init("item_custom_fields", []),
        ]
    }
}
