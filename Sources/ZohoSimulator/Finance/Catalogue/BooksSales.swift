/// Books: contacts and what is sold.
enum BooksSales {
    static let documentSort: Set<String> = ["date", "total", "created_time", "customer_name"]
    private static let documentStatuses = ["sent", "draft", "paid", "overdue", "partially_paid"]

    static let streams: [FinanceStream] = [
        contacts, estimates, salesorders, invoices, debitNotes, recurringInvoices, retainers,
        salesReceipts, creditNotes, creditNoteRefunds, customerPayments,
    ]

    static let contacts = FinanceStream(
        "contacts", "Contact", id: "contact_id", detail: "contact", scope: "contacts",
        fields: FinanceParties.contact
    ).with {
        $0.aliases = [["customers"], ["vendors"]]
        $0.modifiedFilter = .honoured
        $0.filterPrefix = "Status"
        $0.statuses = ["active", "active", "active", "active", "inactive"]
        $0.sortColumns = [
            "contact_name", "first_name", "last_name", "email", "outstanding_receivable_amount",
            "created_time", "last_modified_time",
        ]
        $0.defaultSort = ("contact_name", true)
        $0.reportName = "Contacts"
    }

    static let estimates = FinanceStream(
        "estimates", "Estimate", id: "estimate_id", detail: "estimate", scope: "estimates",
        fields: FinanceFields.document(
            "estimate_number", "EST-", party: FinanceFields.customer,
            more: [.date("expiry_date", after: 30)])
    ).with {
        $0.document(sort: documentSort.union(["estimate_number"]))
        $0.modifiedFilter = .honoured
        $0.statuses = ["draft", "sent", "invoiced", "accepted", "declined", "expired"]
        $0.reportName = "Quotes"
    }

    static let salesorders = FinanceStream(
        "salesorders", "Sales order", id: "salesorder_id", detail: "salesorder",
        scope: "salesorders",
        fields: FinanceFields.document(
            "salesorder_number", "SO-", party: FinanceFields.customer,
            more: [.date("shipment_date", after: 5), FinanceFields.listAddress])
    ).with {
        $0.document(
            sort: documentSort.union([
                "salesorder_number", "shipment_date", "last_modified_time", "reference_number",
            ]))
        $0.modifiedFilter = .honoured
        $0.statuses = ["open", "draft", "invoiced", "partially_invoiced", "void", "closed"]
        $0.reportName = "Sales Orders"
    }

    static let invoices = FinanceStream(
        "invoices", "Invoice", id: "invoice_id", detail: "invoice", scope: "invoices",
        fields: FinanceFields.document(
            "invoice_number", "INV-", party: FinanceFields.customer,
            more: [
                .date("due_date", after: 30), .fixed("due_days", "", .list),
                FinanceField("updated_time") { $0.time($0.record.modified) },
                .blank("client_viewed_time"), FinanceFields.listAddress,
                .fixed("salesperson_id", "-1"),
            ] + FinanceFields.balance)
    ).with {
        $0.document(sort: documentSort.union(["invoice_number", "due_date", "balance"]))
        $0.modifiedFilter = .honoured
        $0.filtersDueDate = true
        $0.pageContext = .invoices
        $0.statuses = documentStatuses + ["void", "viewed"]
        $0.reportName = "Invoices"
    }

    /// They share the path of invoices, apart by `filter_by=Type.DebitNote`.
    static let debitNotes = FinanceStream(
        "debitnotes", "Debit note", id: "invoice_id", detail: "invoice", scope: "invoices",
        fields: FinanceFields.document(
            "debit_note_number", "CDN-", party: FinanceFields.customer,
            more: [.fixed("type", "debit_note")] + FinanceFields.balance)
    ).with {
        $0.document(sort: documentSort.union(["debit_note_number"]))
        $0.path = ["invoices"]
        $0.listKey = "debit_notes"
        $0.modifiedFilter = .honoured
        $0.statuses = documentStatuses
        $0.reportName = "Debit Notes"
    }

    static let recurringInvoices = FinanceStream(
        "recurringinvoices", "Recurring invoice", id: "recurring_invoice_id",
        detail: "recurring_invoice", scope: "invoices",
        fields: FinanceParties.recurring("recurrence_name", FinanceFields.customer)
    ).with {
        $0.listKey = "recurring_invoices"
        $0.hasModified = false
        $0.modifiedFilter = .honoured
        $0.filterPrefix = "Status"
        $0.defaultSort = ("recurring_invoice_id", false)
        $0.statuses = ["active", "stopped", "expired"]
        $0.reportName = "Recurring Invoices"
    }

    static let retainers = FinanceStream(
        "retainerinvoices", "Retainer invoice", id: "retainerinvoice_id",
        detail: "retainerinvoice", scope: "invoices",
        fields: FinanceFields.document(
            "retainerinvoice_number", "RET-", party: FinanceFields.customer,
            more: FinanceFields.balance)
    ).with {
        $0.document(sort: documentSort.union(["balance"]))
        $0.dateFilter = .none
        $0.statuses = documentStatuses
        $0.reportName = "Retainer Invoices"
    }

    static let salesReceipts = FinanceStream(
        "salesreceipts", "Sales receipt", id: "sales_receipt_id", detail: "salesreceipt",
        scope: "invoices",
        fields: FinanceFields.document("receipt_number", "SR-", party: FinanceFields.customer)
    ).with {
        $0.document(sort: documentSort.union(["receipt_number"]))
        $0.statuses = ["draft", "sent"]
        $0.reportName = "Sales Receipts"
    }

    static let creditNotes = FinanceStream(
        "creditnotes", "Credit note", id: "creditnote_id", detail: "creditnote",
        scope: "creditnotes",
        fields: FinanceFields.document(
            "creditnote_number", "CN-", party: FinanceFields.customer,
            more: FinanceFields.balance + [
                FinanceChildren.applications(
                    "invoices_credited", to: "invoices", id: "invoice_id",
                    applicationID: "creditnote_invoice_id")
            ])
    ).with {
        $0.document(sort: documentSort.union(["creditnote_number", "balance"]))
        $0.dateFilter = .exact
        $0.modifiedFilter = .honoured
        $0.statuses = ["open", "draft", "closed", "void"]
        $0.reportName = "Credit Notes"
    }

    static let creditNoteRefunds = FinanceStream(
        "creditnotes/refunds", "Refund", id: "creditnote_refund_id", detail: nil,
        scope: "creditnotes",
        fields: FinanceParties.refund("creditnote", FinanceFields.customer)
    ).with {
        $0.listKey = "creditnote_refunds"
        $0.onlyDate(sort: ["date"])
        $0.reportName = "Credit Note Refunds"
    }

    static let customerPayments = FinanceStream(
        "customerpayments", "Payment", id: "payment_id", detail: "payment",
        scope: "customerpayments", fields: FinanceParties.customerPayment
    ).with {
        $0.dateField = "date"
        $0.modifiedFilter = .honoured
        $0.dateFilter = .exact
        $0.filterPrefix = "PaymentMode"
        $0.defaultSort = ("date", false)
        $0.statuses = ["paid"]
        $0.reportName = "Payments Received"
    }
}

extension FinanceStream {
    /// What most lists of documents have in common.
    mutating func document(sort: Set<String>, date: String = "date") {
        dateField = date
        dateFilter = .full
        filterPrefix = "Status"
        sortColumns = sort
    }

    /// A list whose rows have a business date and no other time.
    mutating func onlyDate(sort: Set<String> = [], date: String = "date") {
        hasModified = false
        dateField = date
        sortColumns = sort
        defaultSort = (date, false)
    }

    /// A list without any time.
    mutating func timeless(sort: Set<String> = [], by column: String) {
        hasModified = false
        sortColumns = sort
        defaultSort = (column, true)
    }
}
