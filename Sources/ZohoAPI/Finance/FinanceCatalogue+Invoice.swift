import SyncCore

extension FinanceCatalogue {
    /// Zoho Invoice, API v3. Its lists are those of Books; which of the filters it honours is not
    /// documented, so all that Books has are tried. Contact persons are rows of a child table.
    static let invoice = FinanceCatalogue(
        module: .invoice, base: "/invoice/v3/", scopeFamily: "ZohoInvoice",
        streams: [organizations] + invoiceSales + invoiceRest)

    private static let invoiceSales = [
        FinanceStream(
            "contacts", id: "contact_id", scope: "contacts", show: "Status.All",
            abilities: [.pages, .filter, .newestFirst, .createdOrder],
            record: .detail("contact", children: [.persons])),
        // Nobody has seen a call for many items here.
        FinanceStream(
            "items", id: "item_id", scope: "settings", show: "Status.All",
            abilities: [.pages, .filter, .newestFirst],
            record: .detail("item")),
        FinanceStream(
            "estimates", id: "estimate_id", scope: "estimates", show: "Status.All",
            abilities: [.pages, .filter, .newestFirst, .createdOrder], window: .date,
            record: .detail("estimate", children: [.lines])),
        FinanceStream(
            "invoices", id: "invoice_id", scope: "invoices", show: "Status.All",
            abilities: [.pages, .filter, .newestFirst, .createdOrder], window: .date,
            record: .detail("invoice", children: [.lines])),
        FinanceStream(
            "recurringinvoices", keys: ["recurring_invoices"], id: "recurring_invoice_id",
            scope: "invoices", show: "Status.All", abilities: [.pages, .filter, .newestFirst],
            record: .detail("recurring_invoice", children: [.lines])),
        FinanceStream(
            "retainerinvoices", id: "retainerinvoice_id", scope: "invoices", show: "Status.All",
            abilities: [.pages, .createdOrder],
            record: .detail("retainerinvoice", children: [.lines]), isOptional: true),
        FinanceStream(
            "creditnotes", id: "creditnote_id", scope: "creditnotes", show: "Status.All",
            abilities: [.pages, .filter, .newestFirst, .createdOrder],
            record: .detail("creditnote", children: [.lines, .invoices])),
        FinanceStream(
            "customerpayments", keys: ["customerpayments", "customer_payments"], id: "payment_id",
            scope: "customerpayments", show: "PaymentMode.All",
            abilities: [.pages, .filter, .newestFirst],
            record: .detail("payment", children: [.invoices], repeated: ["updated_time"])),
    ]

    private static let invoiceRest = [
        FinanceStream(
            "expenses", id: "expense_id", scope: "expenses", show: "Status.All",
            abilities: [.pages, .filter, .createdOrder], window: .date,
            record: .detail("expense", children: [.lines])),
        FinanceStream(
            "recurringexpenses", keys: ["recurring_expenses"], id: "recurring_expense_id",
            scope: "expenses", show: "Status.All", abilities: [.pages, .createdOrder],
            record: .detail("recurring_expense", children: [.lines])),
        FinanceStream(
            "pricebooks", id: "pricebook_id", scope: "settings", modified: nil,
            show: "SalesOrPurchaseType.All", isOptional: true),
        FinanceStream(
            "projects", id: "project_id", scope: "projects", show: "Status.All",
            abilities: [.pages, .newestFirst, .createdOrder], record: .detail("project"),
            isOptional: true),
        projectTasks, timeEntries, users, taxes, currencies,
    ]
}
