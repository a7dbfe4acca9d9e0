/// Keys that many streams share.
enum FinanceFields {
    static let created: [FinanceField] = [
        FinanceField("created_time") { $0.time($0.record.created) },
        FinanceField("created_time_formatted", .list) {
            .string(FinanceText.shownTime($0.record.created, $0.world.zone))
        },
    ]

    static let modified: [FinanceField] = [
        FinanceField("last_modified_time") { $0.modifiedTime },
        FinanceField("last_modified_time_formatted", .list) {
            .string(FinanceText.shownTime($0.record.modified, $0.world.zone))
        },
    ]

    static let stamps = created + modified

    /// What lists say of custom fields and papers of documents.
    static let listTail: [FinanceField] = [
        .fixed("tags", [], .list), .fixed("custom_fields", [], .list),
        .fixed("custom_field_hash", .object([]), .list), .blank("documents", .list),
        .fixed("has_attachment", false, .list),
    ]

    static let currency: [FinanceField] = [
        FinanceField("currency_id") { .string($0.world.currencyID) },
        .fixed("currency_code", "EUR"), .fixed("exchange_rate", .number("1.00")),
    ]

    static let status: [FinanceField] = [
        FinanceField("status") { .string($0.record.status) },
        FinanceField("status_formatted", .list) { .string(FinanceText.title($0.record.status)) },
    ]

    static let customer: [FinanceField] = [
        .reference("customer_id", "contacts"),
        FinanceField("customer_name") { .string($0.partyName) }, .blank("company_name", .list),
    ]

    static let vendor: [FinanceField] = [
        .reference("vendor_id", "contacts"),
        FinanceField("vendor_name") { .string($0.partyName) },
    ]

    static let total: [FinanceField] = [
        .money("total"),
        FinanceField("total_formatted", .list) {
            .string("€" + FinanceText.money($0.total, style: 0))
        },
    ]

    static let balance: [FinanceField] = [.money("balance") { $0.balance }]

    /// Now a number, now a share of a hundred.
    static let discount = FinanceField("discount") { context in
        switch context.record.number % 4 {
        case 0: 0
        case 1: .number("15.00")
        case 2: "10%"
        default: "15.00%"
        }
    }

    /// The address of lists, which say `zipcode`.
    static let listAddress = FinanceField("billing_address", .list) {
        FinanceChildren.address($0, zip: "zipcode")
    }

    static let addresses: [FinanceField] = ["billing_address", "shipping_address"].map {
        FinanceField($0, .detail) { FinanceChildren.address($0, zip: "zip") }
    }

    static let customFields: [FinanceField] = [
        FinanceField("custom_fields", .detail) { FinanceChildren.customFields($0) },
        FinanceField("custom_field_hash", .detail) { FinanceChildren.customFieldHash($0) },
    ]

    /// What only the whole document tells.
    static let detailTail: [FinanceField] =
        [
            .money("sub_total", .detail), .money("tax_total", .detail) { _ in 0 },
            .fixed("taxes", [], .detail), .fixed("is_inclusive_tax", false, .detail),
            .choice(
                "notes", ["", "Thanks for your business.", "Deliver to the back door."], .detail),
            .choice("terms", ["", "30 days net"], .detail), .fixed("documents", [], .detail),
            .fixed("tags", [], .detail), .fixed("price_precision", 2, .detail),
        ] + customFields

    static func lines(
        _ name: String = "line_items", _ style: FinanceLines.Style = .items
    ) -> FinanceField {
        FinanceField(name, .detail) { FinanceLines(context: $0, style: style).value }
    }

    /// A document with a number, a party, money and lines.
    static func document(
        _ number: String, _ prefix: String, party: [FinanceField], date: String = "date",
        more: [FinanceField] = [], lines style: FinanceLines.Style = .items
    ) -> [FinanceField] {
        var fields = party + [.numbered(number, prefix)] + status
        fields += [.blank("current_sub_status_id", .list), .date(date)] + more
        fields += [.blank("reference_number"), discount] + currency + total + stamps
        return fields + listTail + addresses + [lines(style: style)] + detailTail
    }

    private static func lines(style: FinanceLines.Style) -> FinanceField {
        lines("line_items", style)
    }

    /// A movement of stock: lines, no money.
    static func movement(
        _ number: String, _ prefix: String, party: [FinanceField] = [], date: String = "date",
        stamps: [FinanceField] = stamps, more: [FinanceField] = []
    ) -> [FinanceField] {
        var fields = party + [.numbered(number, prefix)] + status + [.date(date)] + more
        fields += [.blank("reference_number")] + stamps + listTail
        return fields + [lines("line_items", .stock)] + customFields
    }

    /// A plain entry of the settings.
    static func setting(_ name: String, _ choices: [String], more: [FinanceField] = [])
        -> [FinanceField]
    {
        let title = FinanceField(name) { context in
            let number = context.record.number
            let text = choices[number % choices.count]
            return .string(number < choices.count ? text : "\(text) \(number)")
        }
        return [title] + more
    }

    /// Whether the record is active, for streams that tell it with a flag.
    static func flag(_ name: String) -> FinanceField {
        FinanceField(name) { .bool($0.record.status == "active") }
    }
}
