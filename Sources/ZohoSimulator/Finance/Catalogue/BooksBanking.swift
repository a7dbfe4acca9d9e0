/// Books: lists that are read for one account at a time.
enum BooksBanking {
    static let streams: [FinanceStream] = [accountTransactions, rules]

    static let accountTransactions = FinanceStream(
        "chartofaccounts/transactions", "Transaction", id: "transaction_id", detail: nil,
        scope: "accountants",
        fields: account + [
            .date("transaction_date"), .choice("transaction_type", ["invoice", "bill"]),
            .money("debit_amount"), .blank("credit_amount"), .blank("entry_number"),
            .blank("description"),
        ] + FinanceFields.currency
    ).with {
        $0.onlyDate(date: "transaction_date")
        $0.ofAccount("chartofaccounts", key: "transactions")
        $0.reportName = "Account Transactions"
    }

    static let rules = FinanceStream(
        "bankaccounts/rules", "Rule", id: "rule_id", detail: nil, scope: "banking",
        fields: account
            + FinanceFields.setting(
                "rule_name", ["Rent", "Fees"],
                more: [.choice("apply_to", ["withdrawals", "deposits"]), .fixed("criterion", [])])
    ).with {
        $0.timeless(by: "rule_id")
        $0.ofAccount("bankaccounts", key: "rules")
        $0.reportName = "Rules"
    }

    private static let account: [FinanceField] = [
        FinanceField("account_id") { .string(String($0.record.parent)) }
    ]
}

extension FinanceStream {
    /// The list of one account, which a parameter names.
    mutating func ofAccount(_ accounts: String, key: String) {
        parent = accounts
        parentParameter = "account_id"
        listKey = key
    }
}
