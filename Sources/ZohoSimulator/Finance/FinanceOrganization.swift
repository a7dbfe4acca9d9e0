/// An organisation of the finance products. The first one holds the records; others are empty.
public struct FinanceOrganization: Sendable, Hashable {
    /// Nine to eleven digits.
    public var id: String
    /// The name.
    public var name: String
    /// The zone; nil takes the simulator's.
    public var timeZone: String?

    /// Makes an organisation.
    public init(id: String, name: String, timeZone: String? = nil) {
        self.id = id
        self.name = name
        self.timeZone = timeZone
    }

    /// The only organisation by default.
    public static let example = FinanceOrganization(id: "712345678", name: "Example Ltd")

    /// The row of `/organizations`, keyed as recorded.
    func row(zone: String, isDefault: Bool, currencyID: String) -> SimulatorValue {
        .object([
            .init("organization_id", .string(id)), .init("name", .string(name)),
            .init("contact_name", "A. Person"), .init("email", "a@example.test"),
            .init("is_default_org", .bool(isDefault)), .init("language_code", "en"),
            .init("fiscal_year_start_month", isDefault ? "1" : 0),
            .init("account_created_date", "2021-03-02"), .init("time_zone", .string(zone)),
            .init("is_dst_active", true), .init("date_format", "yyyy-MM-dd"),
            .init("field_separator", "-"), .init("currency_id", .string(currencyID)),
            .init("currency_code", "EUR"), .init("currency_symbol", "€"),
            .init("currency_format", "###,##0.00"), .init("price_precision", 2),
            .init("plan_type", 3), .init("plan_name", "Professional"),
            .init("plan_period", "Month"), .init("country_code", "DE"),
            .init("portal_name", "example"),
            .init("org_settings", ["is_org_active": true]),
        ])
    }
}
