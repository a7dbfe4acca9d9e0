/// The small lists of the settings: few rows, no times.
enum FinanceSettings {
    static let books: [FinanceStream] = [
        users, taxes, taxExemptions, taxAuthorities, currencies, locations, fixedAssets, employees,
    ]

    static let users = FinanceStream(
        "users", "User", id: "user_id", detail: "user", scope: "settings",
        fields: FinanceFields.setting(
            "name", ["Ira Rep", "Noor Śliwa", "Old Hand"],
            more: [
                FinanceField("email") { .string("user.\($0.record.number)@example.test") },
                .choice("user_role", ["admin", "staff"]), .fixed("is_current_user", false),
                .blank("photo_url"),
            ]) + FinanceFields.status
    ).with {
        $0.timeless(sort: ["name", "email", "user_role", "status"], by: "name")
        $0.filterPrefix = "Status"
        $0.statuses = ["active", "active", "inactive", "invited"]
        $0.reportName = "Users"
    }

    static let taxes = FinanceStream(
        "settings/taxes", "Tax", id: "tax_id", detail: "tax", scope: "settings",
        fields: FinanceFields.setting(
            "tax_name", ["Standard", "Reduced", "Zero"],
            more: [
                FinanceField("tax_percentage") { [19, "7.5", "", "70%"][$0.record.number % 4] },
                .choice("tax_type", ["tax", "compound_tax"]), .blank("tax_authority_id"),
                .fixed("is_value_added", true), FinanceFields.flag("is_active"),
            ]) + FinanceFields.status
    ).with {
        $0.timeless(by: "tax_name")
        $0.listKey = "taxes"
        $0.filterPrefix = "Taxes"
        $0.hidesInactive = true
        $0.statuses = ["active", "active", "inactive"]
        $0.pageContext = .taxes
        $0.reportName = "Taxes"
    }

    static let taxExemptions = FinanceStream(
        "settings/taxexemptions", "Tax exemption", id: "tax_exemption_id", detail: nil,
        scope: "settings",
        fields: FinanceFields.setting(
            "tax_exemption_code", ["RESALE", "EXPORT"],
            more: [.blank("description"), .choice("type", ["customer", "item"])])
    ).with { $0.plain("tax_exemptions") }

    static let taxAuthorities = FinanceStream(
        "settings/taxauthorities", "Tax authority", id: "tax_authority_id", detail: nil,
        scope: "settings",
        fields: FinanceFields.setting(
            "tax_authority_name", ["State", "Town"],
            more: [.blank("description"), .blank("registration_number")])
    ).with { $0.plain("tax_authorities") }

    static let currencies = FinanceStream(
        "settings/currencies", "Currency", id: "currency_id", detail: nil, scope: "settings",
        fields: FinanceFields.setting(
            "currency_code", ["EUR", "USD", "GBP", "PLN"],
            more: [
                .choice("currency_symbol", ["€", "$", "£"]), .fixed("price_precision", 2),
                FinanceField("is_base_currency") { .bool($0.record.number == 0) },
                FinanceField("exchange_rate") { $0.record.number == 0 ? 0 : .number("1.25") },
                FinanceField("effective_date") {
                    .string($0.record.number == 0 ? "" : FinanceText.day($0.record.day))
                },
            ])
    ).with {
        $0.timeless(by: "currency_id")
        $0.listKey = "currencies"
        $0.pageContext = .short
        $0.reportName = "Currencies"
    }

    static let locations = FinanceStream(
        "locations", "Location", id: "location_id", detail: nil, scope: "settings",
        fields: FinanceFields.setting(
            "location_name", ["Head office", "Store"],
            more: [
                .choice("type", ["general", "line_item_only"]), .blank("email"), .blank("phone"),
            ]
        ) + FinanceFields.status
    ).with { $0.plain("locations") }

    static let fixedAssets = FinanceStream(
        "fixedassets", "Fixed asset", id: "fixed_asset_id", detail: "fixed_asset",
        scope: "fixedasset",
        fields: FinanceFields.setting(
            "asset_name", ["Van", "Lathe", "Server"],
            more: [.numbered("asset_number", "FA-"), .money("asset_cost"), .date("purchase_date")]
        ) + FinanceFields.status
    ).with {
        $0.timeless(sort: ["asset_name"], by: "asset_name")
        $0.filterPrefix = "Status"
        $0.statuses = ["active", "draft", "sold"]
        $0.reportName = "Fixed Assets"
    }

    static let employees = FinanceStream(
        "employees", "Employee", id: "employee_id", detail: "employee", scope: "expenses",
        fields: FinanceFields.setting(
            "name", Words.firstNames,
            more: [FinanceField("email") { .string("staff.\($0.record.number)@example.test") }]
        ) + FinanceFields.status
    ).with { $0.timeless(by: "name") }

    static let units = FinanceStream(
        "units", "Unit", id: "unit_id", detail: nil, scope: "items",
        fields: FinanceFields.setting("unit", ["pcs", "kg", "h"], more: [.blank("unit_code")])
    ).with { $0.plain("units") }

    static let warehouses = FinanceStream(
        "settings/warehouses", "Warehouse", id: "warehouse_id", detail: nil, scope: "settings",
        fields: FinanceFields.setting(
            "warehouse_name", ["North hall", "South hall"], more: FinanceFields.status)
    ).with { $0.plain("warehouses") }

    static let pricebooks = FinanceStream(
        "pricebooks", "Price list", id: "pricebook_id", detail: "pricebook", scope: "settings",
        fields: FinanceFields.setting(
            "name", ["Retail", "Wholesale"],
            more: [
                .choice("pricebook_type", ["fixed_percentage", "per_item"]), .blank("percentage"),
                .fixed("pricebook_items", [], .detail),
            ] + FinanceFields.status)
    ).with {
        $0.timeless(by: "name")
        $0.filterPrefix = "SalesOrPurchaseType"
    }

    static let reportingTags = FinanceStream(
        "reportingtags", "Reporting tag", id: "tag_id", detail: nil, scope: "settings",
        fields: FinanceFields.setting(
            "tag_name", ["Region", "Team"],
            more: [
                .fixed("tag_options", [])
            ])
    ).with {
        $0.timeless(by: "tag_name")
        $0.listKey = "reporting_tags"
    }
}

extension FinanceStream {
    /// A list without pages and without `page_context`.
    mutating func plain(_ key: String) {
        timeless(by: idField)
        listKey = key
        isPaged = false
        pageContext = .none
    }
}
