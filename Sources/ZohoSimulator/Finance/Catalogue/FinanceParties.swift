/// The keys of contacts, payments, refunds and recurring documents.
enum FinanceParties {
    static let contact: [FinanceField] =
        [
            FinanceField("contact_name") { .string($0.world.contactName($0.record.number)) },
            FinanceField("company_name") { .string($0.world.contactName($0.record.number)) },
            FinanceField("contact_type") { $0.record.number % 4 == 3 ? "vendor" : "customer" },
            FinanceField("first_name") {
                .string(Words.firstNames[$0.record.number % Words.firstNames.count])
            },
            FinanceField("last_name") {
                .string(Words.lastNames[$0.record.number % Words.lastNames.count])
            },
            FinanceField("email") { .string("contact.\($0.record.number)@example.test") },
            .blank("phone"), .blank("mobile"), .blank("website"),
            .fixed("payment_terms", 30), .fixed("payment_terms_label", "Net 30"),
            .money("outstanding_receivable_amount") { $0.record.draw(3, below: 90_000) },
            .money("outstanding_payable_amount") { _ in 0 },
            .money("unused_credits_receivable_amount") { _ in 0 },
            .blank("unused_credits_payable_amount"),
            .fixed("language_code", ""), .fixed("source", "user"),
        ] + FinanceFields.status + FinanceFields.currency + FinanceFields.stamps
        + [
            .fixed("cf_remark", "", .list), .fixed("cf_remark_unformatted", "", .list),
        ].map(flatCustomField) + [
            FinanceField("custom_field_hash", .list) { FinanceChildren.customFieldHash($0) },
            .fixed("custom_fields", [], .list), .fixed("tags", []),
            .fixed("is_linked_with_zohocrm", false, .list),
        ] + FinanceFields.addresses + FinanceFields.customFields + [
            FinanceField("contact_persons", .detail) { FinanceChildren.contactPersons($0) },
            FinanceField("primary_contact_id", .detail) { .string(String($0.record.id + 1)) },
            .choice("notes", ["", "Pays late."], .detail), .fixed("documents", [], .detail),
            .fixed("bank_accounts", [], .detail), .blank("opening_balance_amount", .detail),
        ]

    /// Lists of contacts repeat the custom fields flat.
    private static func flatCustomField(_ field: FinanceField) -> FinanceField {
        FinanceField(field.name, .list) {
            FinanceChildren.customFieldHash($0)[field.name] ?? ""
        }
    }

    static let customerPayment: [FinanceField] =
        FinanceFields.customer + payment
        + [
            FinanceField("last_modified_time", .list) { $0.modifiedTime },
            FinanceField("updated_time", .detail) { $0.time($0.record.modified) },
            .fixed("invoice_numbers", "", .list),
            FinanceChildren.applications(
                "invoices", to: "invoices", id: "invoice_id", applicationID: "invoice_payment_id"),
        ]

    static let vendorPayment: [FinanceField] =
        FinanceFields.vendor + payment + FinanceFields.modified
        + [
            .money("balance", .list) { _ in 0 },
            FinanceChildren.applications(
                "bills", to: "bills", id: "bill_id", applicationID: "bill_payment_id"),
        ]

    private static let payment: [FinanceField] =
        [
            FinanceField("payment_number") { .string(String($0.record.number + 1)) },
            .date("date"), .choice("payment_mode", ["Bank Transfer", "Cash", "Check"]),
            .money("amount"),
            .money("unused_amount") { $0.record.number % 4 == 3 ? $0.total : 0 },
            .blank("description"), .blank("reference_number"),
            .reference("account_id", "chartofaccounts"), .fixed("account_name", "Petty Cash"),
        ] + FinanceFields.currency + FinanceFields.created + [
            .blank("custom_fields_list", .list), .blank("documents", .list),
            .fixed("documents", [], .detail),
        ] + FinanceFields.customFields

    static func refund(_ of: String, _ party: [FinanceField]) -> [FinanceField] {
        [
            .date("date"), .reference("\(of)_id", "\(of)s"),
            .choice("refund_mode", ["cash", "check"]),
        ]
            + party
            + [.money("amount"), .blank("reference_number"), .blank("description")]
    }

    static func recurring(_ name: String, _ party: [FinanceField]) -> [FinanceField] {
        let head: [FinanceField] = [
            .numbered(name, "Profile "), .choice("recurrence_frequency", ["months", "weeks"]),
            .fixed("repeat_every", 1), .date("start_date"), .blank("end_date"),
            .date("last_sent_date", after: 30), .date("next_invoice_date", after: 60),
            .blank("reference_number"),
        ]
        return head + party + FinanceFields.status + FinanceFields.currency + FinanceFields.total
            + FinanceFields.listTail + FinanceFields.addresses
            + [FinanceFields.lines()] + FinanceFields.detailTail
    }
}
