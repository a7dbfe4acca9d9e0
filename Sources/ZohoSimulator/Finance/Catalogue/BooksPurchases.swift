/// Books: what is bought, and what it costs.
enum BooksPurchases {
    static let streams: [FinanceStream] = [
        expenses, recurringExpenses, purchaseOrders, bills, recurringBills, vendorCredits,
        vendorCreditRefunds, vendorPayments,
    ]

    static let expenses = FinanceStream(
        "expenses", "Expense", id: "expense_id", detail: "expense", scope: "expenses",
        fields: FinanceFields.customer + expense + [.date("date")] + FinanceFields.stamps
            + expenseTail
    ).with {
        $0.document(
            sort: [
                "date", "account_name", "total", "bcy_total", "reference_number", "customer_name",
                "created_time",
            ])
        $0.modifiedFilter = .honoured
        $0.statuses = ["unbilled", "nonbillable", "reimbursed", "invoiced"]
        $0.reportName = "Expenses"
    }

    static let recurringExpenses = FinanceStream(
        "recurringexpenses", "Recurring expense", id: "recurring_expense_id",
        detail: "recurring_expense", scope: "expenses",
        fields: [
            .numbered("recurrence_name", "Rent "), .choice("recurrence_frequency", ["months"]),
            .date("last_created_date"), .date("next_expense_date", after: 30),
        ] + FinanceFields.customer + expense + FinanceFields.stamps + expenseTail
    ).with {
        $0.listKey = "recurring_expenses"
        $0.filterPrefix = "Status"
        $0.blanksModified = true
        $0.statuses = ["active", "active", "expired", "stopped"]
        $0.sortColumns = [
            "next_expense_date", "account_name", "total", "last_created_date", "recurrence_name",
            "customer_name", "created_time",
        ]
        $0.reportName = "Recurring Expenses"
    }

    private static let expense: [FinanceField] =
        [
            .reference("account_id", "chartofaccounts"),
            .choice("account_name", ["Travel", "Rent", "Office supplies"]),
            .blank("paid_through_account_name"), .choice("description", ["", "Taxi", "Paper"]),
            .money("bcy_total"), .blank("reference_number"), .fixed("is_billable", false),
            .blank("distance"), .blank("start_reading"), .blank("end_reading"),
        ] + FinanceFields.vendor + FinanceFields.status + FinanceFields.currency
        + FinanceFields.total

    private static let expenseTail: [FinanceField] =
        [
            .blank("custom_fields_list", .list), .fixed("has_attachment", false, .list),
            FinanceFields.lines("line_items", .expense), .fixed("documents", [], .detail),
            .fixed("tags", [], .detail), .fixed("taxes", [], .detail),
        ] + FinanceFields.customFields

    static let purchaseOrders = FinanceStream(
        "purchaseorders", "Purchase order", id: "purchaseorder_id", detail: "purchaseorder",
        scope: "purchaseorders",
        fields: FinanceFields.document(
            "purchaseorder_number", "PO-", party: FinanceFields.vendor,
            more: [.date("delivery_date", after: 14), .choice("billed_status", ["", "billed"])])
    ).with {
        $0.document(
            sort: [
                "vendor_name", "purchaseorder_number", "date", "delivery_date", "total",
                "created_time",
            ])
        $0.dateFilter = .exact
        $0.modifiedFilter = .honoured
        $0.ignoresAscending = true
        $0.statuses = ["open", "draft", "billed", "partially_billed", "cancelled"]
        $0.reportName = "Purchase Orders"
    }

    static let bills = FinanceStream(
        "bills", "Bill", id: "bill_id", detail: "bill", scope: "bills", fields: billFields
    ).with {
        $0.document(
            sort: [
                "vendor_name", "bill_number", "date", "due_date", "total", "balance",
                "created_time",
            ])
        $0.modifiedFilter = .honoured
        $0.isAlwaysInclusive = true
        $0.statuses = ["open", "partially_paid", "paid", "overdue", "void"]
        $0.reportName = "Bills"
    }

    /// Now a flag, now the bill's own id.
    private static let isOpeningBalance = FinanceField("is_opening_balance") {
        $0.record.number % 11 == 10 ? .string($0.id) : false
    }

    static let billFields = FinanceFields.document(
        "bill_number", "B-", party: FinanceFields.vendor,
        more: [.date("due_date", after: 14), isOpeningBalance]
            + FinanceFields.balance + [
                FinanceChildren.applications(
                    "payments", to: "vendorpayments", id: "payment_id",
                    applicationID: "bill_payment_id")
            ])

    static let recurringBills = FinanceStream(
        "recurringbills", "Recurring bill", id: "recurring_bill_id", detail: "recurring_bill",
        scope: "bills",
        fields: FinanceParties.recurring("recurrence_name", FinanceFields.vendor)
            + FinanceFields.stamps
    ).with {
        $0.listKey = "recurring_bills"
        $0.detailPath = ["recurring_bills"]
        $0.modifiedFilter = .honoured
        $0.statuses = ["active", "stopped", "expired"]
        $0.reportName = "Recurring Bills"
    }

    static let vendorCredits = FinanceStream(
        "vendorcredits", "Vendor credit", id: "vendor_credit_id", detail: "vendor_credit",
        scope: "debitnotes", fields: vendorCreditFields
    ).with {
        $0.document(
            sort: [
                "vendor_name", "vendor_credit_number", "balance", "total", "date", "created_time",
                "last_modified_time", "reference_number",
            ])
        $0.listKey = "vendor_credits"
        $0.modifiedFilter = .honoured
        $0.statuses = ["open", "draft", "closed", "void"]
        $0.reportName = "Vendor Credits"
    }

    static let vendorCreditFields = FinanceFields.document(
        "vendor_credit_number", "VC-", party: FinanceFields.vendor,
        more: FinanceFields.balance + [
            FinanceChildren.applications(
                "bills_credited", to: "bills", id: "bill_id",
                applicationID: "vendor_credit_bill_id")
        ])

    static let vendorCreditRefunds = FinanceStream(
        "vendorcredits/refunds", "Refund", id: "vendor_credit_refund_id", detail: nil,
        scope: "debitnotes", fields: FinanceParties.refund("vendorcredit", FinanceFields.vendor)
    ).with {
        $0.onlyDate(sort: ["date"])
        $0.listKey = "vendor_credit_refunds"
        $0.modifiedFilter = .honoured
        $0.reportName = "Vendor Credit Refunds"
    }

    static let vendorPayments = FinanceStream(
        "vendorpayments", "Payment", id: "payment_id", detail: "vendorpayment",
        scope: "vendorpayments", fields: FinanceParties.vendorPayment
    ).with {
        $0.dateField = "date"
        $0.dateFilter = .full
        $0.modifiedFilter = .honoured
        $0.filterPrefix = "PaymentMode"
        $0.defaultSort = ("date", false)
        $0.sortColumns = ["vendor_name", "date", "reference_number", "amount", "balance"]
        $0.statuses = ["paid"]
        $0.reportName = "Payments Made"
    }
}
