/// What the records of one product know of each other: ids by arithmetic, so that a record can
/// name another without looking it up.
struct FinanceWorld: Sendable {
    let product: FinanceProduct
    let zone: OrganizationZone
    let switches: ZohoSimulator.Switches
    /// How many records each stream was seeded with: references point into those.
    var seeded: [String: Int] = [:]
    /// Contacts that were merged into others.
    var merged: [String: String] = [:]

    /// Room between two ids, for the lines of a record.
    static let step: Int64 = 1_000

    func firstID(_ stream: String) -> Int64 {
        let place = FinanceCatalogue.place(of: stream, in: product) ?? 99
        return product.firstID + Int64(place + 1) * 100_000_000_000
    }

    func id(_ stream: String, _ number: Int) -> Int64 {
        firstID(stream) + Int64(number) * Self.step
    }

    func count(_ stream: String) -> Int { max(1, seeded[stream] ?? 1) }

    func reference(_ stream: String, _ draw: Int) -> String {
        let id = String(id(stream, draw % count(stream)))
        return merged[id] ?? id
    }

    /// Names repeat after a while, as people's do.
    func contactName(_ number: Int) -> String {
        let company = Words.companies[number % Words.companies.count]
        let form = Words.forms[number / 10 % Words.forms.count]
        return number < 60 ? "\(company) \(form)" : "\(company) \(form) \(number)"
    }

    var currencyID: String { String(id("settings/currencies", 0)) }
}
