import SyncCore

extension FinanceCatalogue {
    /// Zoho Books, API v3. The lists' filters and sort columns are those of its documentation, and
    /// those that live organisations were seen to honour without one.
    static let books = FinanceCatalogue(
        module: .books, base: "/books/v3/", scopeFamily: "ZohoBooks",
        streams: [organizations] + booksSales + booksPurchases + booksAccounts + booksSettings)

    private static let booksSales = [
        FinanceStream(
            "contacts", id: "contact_id", scope: "contacts", show: "Status.All",
            abilities: [.pages, .filter, .newestFirst, .createdOrder],
            record: .detail("contact", children: [.persons])),
        FinanceStream(
            "items", id: "item_id", scope: "settings", show: "Status.All",
            abilities: [.pages, .filter, .newestFirst],
            record: .detail("item", bulk: itemDetails)),
        FinanceStream(
            "estimates", id: "estimate_id", scope: "estimates", show: "Status.All",
            abilities: [.pages, .filter, .newestFirst, .createdOrder], window: .date,
            record: .detail("estimate", children: [.lines])),
        FinanceStream(
            "salesorders", id: "salesorder_id", scope: "salesorders", show: "Status.All",
            abilities: [.pages, .filter, .newestFirst, .createdOrder], window: .date,
            record: .detail("salesorder", children: [.lines])),
        FinanceStream(
            "invoices", id: "invoice_id", scope: "invoices", show: "Status.All",
            abilities: [.pages, .filter, .newestFirst, .createdOrder], window: .date,
            record: .detail("invoice", children: [.lines])),
        // A debit note to a customer is an invoice of another type (Customer Debit Notes, List).
        FinanceStream(
            "invoices", name: "debitnotes", keys: ["debit_notes", "invoices"], id: "invoice_id",
            scope: "invoices", only: "Type.DebitNote",
            abilities: [.pages, .filter, .createdOrder], window: .date,
            record: .detail("invoice", "debit_note", at: "invoices", children: [.lines]),
            isOptional: true),
        FinanceStream(
            "recurringinvoices", keys: ["recurring_invoices"], id: "recurring_invoice_id",
            scope: "invoices", show: "Status.All", abilities: [.pages, .filter, .newestFirst],
            record: .detail("recurring_invoice", children: [.lines])),
        FinanceStream(
            "retainerinvoices", id: "retainerinvoice_id", scope: "invoices", show: "Status.All",
            abilities: [.pages, .createdOrder],
            record: .detail("retainerinvoice", children: [.lines]), isOptional: true),
        FinanceStream(
            "salesreceipts", id: "sales_receipt_id", scope: "invoices", show: "Status.All",
            abilities: [.pages, .createdOrder], window: .date,
            record: .detail("salesreceipt", children: [.lines]), isOptional: true),
        FinanceStream(
            "creditnotes", id: "creditnote_id", scope: "creditnotes", show: "Status.All",
            abilities: [.pages, .filter, .newestFirst, .createdOrder],
            record: .detail("creditnote", children: [.lines, .invoices])),
        FinanceStream(
            "creditnotes/refunds", name: "creditnotes_refunds", keys: ["creditnote_refunds"],
            id: "creditnote_refund_id", scope: "creditnotes", modified: nil),
        // The documentation's key is customer_payments; the answers' is not.
        FinanceStream(
            "customerpayments", keys: ["customerpayments", "customer_payments"], id: "payment_id",
            scope: "customerpayments", show: "PaymentMode.All",
            abilities: [.pages, .filter, .newestFirst],
            record: .detail("payment", children: [.invoices], repeated: ["updated_time"])),
    ]

    private static let booksPurchases = [
        FinanceStream(
            "expenses", id: "expense_id", scope: "expenses", show: "Status.All",
            abilities: [.pages, .filter, .createdOrder], window: .date,
            record: .detail("expense", children: [.lines])),
        FinanceStream(
            "recurringexpenses", keys: ["recurring_expenses"], id: "recurring_expense_id",
            scope: "expenses", show: "Status.All", abilities: [.pages, .createdOrder],
            record: .detail("recurring_expense", children: [.lines])),
        FinanceStream(
            "purchaseorders", id: "purchaseorder_id", scope: "purchaseorders", show: "Status.All",
            abilities: [.pages, .filter, .newestFirst, .createdOrder],
            record: .detail("purchaseorder", "purchase_order", children: [.lines])),
        FinanceStream(
            "bills", id: "bill_id", scope: "bills", show: "Status.All",
            abilities: [.pages, .filter, .newestFirst, .createdOrder], window: .date,
            record: .detail("bill", children: [.lines])),
        // Zoho writes the path of one recurring bill with an underscore.
        FinanceStream(
            "recurringbills", keys: ["recurringbills", "recurring_bills"], id: "recurring_bill_id",
            scope: "bills", show: "Status.All", abilities: [.pages, .filter],
            record: .detail("recurring_bill", at: "recurring_bills", children: [.lines]),
            isOptional: true),
        FinanceStream(
            "vendorcredits", keys: ["vendorcredits", "vendor_credits"], id: "vendor_credit_id",
            scope: "debitnotes", show: "Status.All",
            abilities: [.pages, .filter, .newestFirst, .createdOrder], window: .date,
            record: .detail("vendor_credit", children: [.lines, .bills])),
        FinanceStream(
            "vendorcredits/refunds", name: "vendorcredits_refunds",
            keys: ["vendor_credit_refunds", "vendorcredit_refunds"], id: "vendor_credit_refund_id",
            scope: "debitnotes", modified: nil, abilities: [.pages, .filter]),
        FinanceStream(
            "vendorpayments", id: "payment_id", scope: "vendorpayments", show: "PaymentMode.All",
            abilities: [.pages, .filter, .newestFirst], window: .date,
            record: .detail("vendorpayment", "payment", children: [.bills])),
    ]

    private static let booksAccounts = [
        FinanceStream(
            "chartofaccounts", id: "account_id", scope: "accountants", show: "AccountType.All",
            abilities: [.pages, .filter], record: .lookup("chart_of_account", "account")),
        FinanceStream(
            "bankaccounts", id: "account_id", scope: "banking", modified: nil, show: "Status.All",
            record: .lookup("bankaccount")),
        FinanceStream(
            "banktransactions", id: "transaction_id", scope: "banking", modified: nil,
            show: "Status.All", window: .date, record: .lookup("banktransaction")),
        // The filter means equality here, and equality would pass for a filter that works.
        FinanceStream(
            "journals", id: "journal_id", scope: "accountants", show: "JournalDate.All",
            abilities: [.pages, .newestFirst],
            window: .init(parameter: "date_start", field: "journal_date"),
            record: .detail("journal", children: [.lines])),
        FinanceStream(
            "basecurrencyadjustment", keys: ["base_currency_adjustments"],
            id: "base_currency_adjustment_id", scope: "accountants", modified: nil,
            show: "Date.All", abilities: [.pages, .filter],
            record: .detail("data", "base_currency_adjustment"), isOptional: true),
        FinanceStream(
            "fixedassets", keys: ["fixedassets", "fixed_assets"], id: "fixed_asset_id",
            scope: "fixedasset", modified: nil, show: "Status.All",
            abilities: [.pages, .createdOrder], record: .lookup("fixed_asset"), isOptional: true),
    ]

    private static let booksSettings = [
        FinanceStream(
            "projects", id: "project_id", scope: "projects", show: "Status.All",
            abilities: [.pages, .newestFirst, .createdOrder], record: .detail("project"),
            isOptional: true),
        projectTasks,
        timeEntries,
        users,
        taxes,
        FinanceStream(
            "settings/taxexemptions", keys: ["tax_exemptions"], id: "tax_exemption_id",
            scope: "settings", modified: nil, isOptional: true),
        FinanceStream(
            "settings/taxauthorities", keys: ["tax_authorities"], id: "tax_authority_id",
            scope: "settings", modified: nil, isOptional: true),
        currencies,
        FinanceStream(
            "locations", id: "location_id", scope: "settings", modified: nil, abilities: [],
            isOptional: true),
        FinanceStream(
            "employees", id: "employee_id", scope: "expenses", modified: nil, isOptional: true),
    ]

    // MARK: Shared with Invoice, and in part with Inventory

    /// Listed project by project (Tasks, List Tasks); one task cannot be read without its project.
    static let projectTasks = FinanceStream(
        "projects/{parent}/tasks", name: "projects_tasks", keys: ["tasks", "task"], id: "task_id",
        scope: "projects", modified: nil, isOptional: true,
        parent: .init(name: "projects", field: "project_id"))

    static let timeEntries = FinanceStream(
        "projects/timeentries", keys: ["time_entries"], id: "time_entry_id", scope: "projects",
        modified: nil, show: "Date.All", window: .init(parameter: "from_date", field: "log_date"),
        record: .lookup("time_entry"), isOptional: true)

    static let users = FinanceStream(
        "users", id: "user_id", scope: "settings", modified: nil, show: "Status.All",
        record: .lookup("user"))

    /// A group of taxes is in the list, but not under the path of one tax: no lookup.
    static let taxes = FinanceStream(
        "settings/taxes", id: "tax_id", scope: "settings", modified: nil, show: "Taxes.All")

    static let currencies = FinanceStream(
        "settings/currencies", id: "currency_id", scope: "settings", modified: nil)
}
