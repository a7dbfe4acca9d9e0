/// Books: items, accounts, banks, journals and projects.
enum BooksAccounting {
    static let streams: [FinanceStream] = [
        items, chartOfAccounts, bankAccounts, bankTransactions, journals, adjustments, projects,
        tasks, timeEntries,
    ]

    static let items = FinanceStream(
        "items", "Item", id: "item_id", detail: "item", scope: "settings", fields: itemFields
    ).with {
        $0.modifiedFilter = .honoured
        $0.filterPrefix = "Status"
        $0.statuses = ["active", "active", "active", "inactive"]
        $0.sortColumns = ["name", "rate", "tax_name"]
        $0.defaultSort = ("name", true)
        $0.reportName = "Items"
    }

    static let itemFields: [FinanceField] =
        [
            FinanceField("name") { .string(itemName($0.record.number)) },
            FinanceField("item_name", .list) { .string(itemName($0.record.number)) },
            .numbered("sku", "SKU-"), .blank("description"), .choice("unit", ["pcs", "kg", ""]),
            .money("rate") { 100 + $0.record.draw(5, below: 90_000) }, .blank("purchase_rate"),
            .choice("product_type", ["goods", "service"]), .blank("stock_on_hand"),
            .blank("tax_id"), .blank("tax_name"),
            FinanceField("tax_percentage") { $0.record.number % 2 == 0 ? 0 : "" },
            .reference("account_id", "chartofaccounts"), .fixed("account_name", "Sales"),
        ] + FinanceFields.status + FinanceFields.stamps + FinanceFields.listTail
        + FinanceFields.customFields + [
            .fixed("warehouses", [], .detail), .fixed("tags", [], .detail),
            .fixed("documents", [], .detail),
        ]

    static func itemName(_ number: Int) -> String {
        "\(Words.products[number % Words.products.count]) \(number)"
    }

    static let chartOfAccounts = FinanceStream(
        "chartofaccounts", "Account", id: "account_id", detail: "chart_of_account",
        scope: "accountants",
        fields: FinanceFields.setting(
            "account_name", ["Petty Cash", "Sales", "Travel", "Rent", "Office supplies", "Bank"],
            more: [
                .choice("account_type", ["asset", "expense", "income", "cash", "equity"]),
                .blank("account_code"), .blank("description"), FinanceFields.flag("is_active"),
                .fixed("is_user_created", true), .fixed("depth", 0), .blank("parent_account_id"),
            ]) + FinanceFields.stamps + FinanceFields.customFields
    ).with {
        $0.modifiedFilter = .honoured
        $0.filterPrefix = "AccountType"
        $0.hidesInactive = true
        $0.statuses = ["active", "active", "active", "active", "active", "inactive"]
        $0.sortColumns = ["account_name", "account_type"]
        $0.defaultSort = ("account_type", true)
        $0.defaultPageSize = 5_000
        $0.reportName = "List Chart Of Accounts"
    }

    static let bankAccounts = FinanceStream(
        "bankaccounts", "Bank account", id: "account_id", detail: "bankaccount", scope: "banking",
        fields: FinanceFields.setting(
            "account_name", ["House bank", "Card", "Savings"],
            more: [
                .choice("account_type", ["bank", "credit_card"]), .blank("account_code"),
                .blank("bank_name"), FinanceFields.flag("is_active"),
                .money("balance") { $0.record.draw(4, below: 900_000) },
                .fixed("uncategorized_transactions", 0),
            ] + FinanceFields.currency)
    ).with {
        $0.timeless(sort: ["account_name", "account_type", "account_code"], by: "account_name")
        $0.filterPrefix = "Status"
        $0.statuses = ["active", "active", "inactive"]
        $0.reportName = "Bank Accounts"
    }

    static let bankTransactions = FinanceStream(
        "banktransactions", "Transaction", id: "transaction_id", detail: "banktransaction",
        scope: "banking",
        fields: [
            .date("date"), .money("amount"), .choice("debit_or_credit", ["debit", "credit"]),
            .choice("transaction_type", ["deposit", "expense", "transfer_fund"]),
            .reference("account_id", "bankaccounts"), .fixed("account_name", "House bank"),
            .choice("payee", ["", "Kiosk", "Town"]), .blank("description"),
            .blank("reference_number"), .fixed("source", "manually_added"),
        ] + FinanceFields.customer + FinanceFields.status + FinanceFields.currency
    ).with {
        $0.onlyDate(sort: ["date"])
        $0.dateFilter = .startAndEnd
        $0.filterPrefix = "Status"
        $0.statuses = ["uncategorized", "categorized", "manually_added", "matched"]
        $0.reportName = "Bank Transactions"
    }

    static let journals = FinanceStream(
        "journals", "Journal", id: "journal_id", detail: "journal", scope: "accountants",
        fields: [
            .date("journal_date"),
            FinanceField("entry_number") { .string(String($0.record.number)) },
            .blank("reference_number"), .choice("notes", ["Closing", "Correction", ""]),
        ] + FinanceFields.status + FinanceFields.currency + FinanceFields.total
            + FinanceFields.modified + [
                .blank("documents", .list), FinanceFields.lines("line_items", .journal),
                .blank("custom_fields", .detail), .fixed("documents", [], .detail),
                .choice("journal_type", ["both", "accrual"], .detail),
            ]
    ).with {
        $0.dateField = "journal_date"
        $0.modifiedFilter = .equality
        $0.dateFilter = .full
        $0.filterPrefix = "JournalDate"
        $0.statuses = ["published", "draft"]
        $0.sortColumns = [
            "journal_date", "entry_number", "reference_number", "total", "last_modified_time",
        ]
        $0.defaultSort = ("journal_date", false)
        $0.reportName = "Manual Journals"
    }

    static let adjustments = FinanceStream(
        "basecurrencyadjustment", "Base currency adjustment", id: "base_currency_adjustment_id",
        detail: "data", scope: "accountants",
        fields: [
            .date("adjustment_date"), .money("gain_or_loss"), .blank("notes"),
            .fixed("accounts", [], .detail),
        ] + FinanceFields.currency
    ).with {
        $0.onlyDate(sort: ["adjustment_date"], date: "adjustment_date")
        $0.listKey = "base_currency_adjustments"
        $0.modifiedFilter = .honoured
        $0.filterPrefix = "Date"
        $0.reportName = "Base Currency Adjustments"
    }

    static let projects = FinanceStream(
        "projects", "Project", id: "project_id", detail: "project", scope: "projects",
        fields: [
            FinanceField("project_name") {
                .string("\(Words.subjects[$0.record.number % 8]) \($0.record.number)")
            },
            .blank("description"), .choice("billing_type", ["fixed_cost_for_project"]),
            .money("rate"), .fixed("total_hours", "12:30"),
        ] + FinanceFields.customer + FinanceFields.status + FinanceFields.created + [
            .fixed("tasks", [], .detail), .fixed("users", [], .detail),
        ] + FinanceFields.customFields
    ).with {
        $0.hasModified = false
        $0.filterPrefix = "Status"
        $0.statuses = ["active", "active", "inactive"]
        $0.sortColumns = ["project_name", "customer_name", "rate", "created_time"]
        $0.reportName = "Projects"
    }

    static let tasks = FinanceStream(
        "projects/tasks", "Task", id: "task_id", detail: nil, scope: "projects",
        fields: FinanceFields.setting(
            "task_name", ["Plan", "Build", "Test"],
            more: [
                FinanceField("project_id") { .string(String($0.record.parent)) },
                .blank("description"), .blank("rate"), .fixed("log_time", "01:30"),
            ]) + FinanceFields.status
    ).with {
        $0.timeless(by: "task_id")
        $0.path = ["projects", "{id}", "tasks"]
        $0.parent = "projects"
        $0.listKey = "tasks"
        $0.reportName = "Tasks"
    }

    static let timeEntries = FinanceStream(
        "timeentries", "Time entry", id: "time_entry_id", detail: "time_entry", scope: "projects",
        fields: [
            .date("log_date"), .reference("project_id", "projects"),
            .reference("task_id", "projects/tasks"), .reference("user_id", "users"),
            .fixed("project_name", "Renewal"), .fixed("task_name", "Plan"),
            .fixed("user_name", "Ira Rep"), .choice("log_time", ["01:30", "00:45", "08:00"]),
            .blank("begin_time"), .blank("end_time"), .blank("timer_started_at"), .blank("notes"),
            .fixed("is_billable", true),
        ] + FinanceFields.customer + FinanceFields.status + FinanceFields.created
            + FinanceFields.customFields
    ).with {
        $0.path = ["projects", "timeentries"]
        $0.listKey = "time_entries"
        $0.hasModified = false
        $0.dateField = "log_date"
        $0.dateFilter = .fromAndTo
        $0.filterPrefix = "Status"
        $0.statuses = ["unbilled", "invoiced"]
        $0.sortColumns = ["project_name", "task_name", "user_name", "log_date", "customer_name"]
        $0.defaultSort = ("log_date", false)
        $0.reportName = "Timesheet"
    }
}
