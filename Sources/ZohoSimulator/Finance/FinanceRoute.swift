/// What a finance path means.
enum FinanceRoute {
    case organizations
    case organization(String)
    case list(String, parent: Int64?)
    case detail(String, Int64)
    /// An array of a detail under a path of its own.
    case part(String, Int64, key: String)
    case itemDetails
    case exchangeRates(Int64)
    case refund(Int64, Int64)
    case unknown

    init(_ path: [String], product: FinanceProduct, query: Query) {
        self =
            Self.fixed(path, product) ?? Self.list(path, product, query)
            ?? Self.detail(path, product) ?? .unknown
    }

    /// The stream that is read, for faults, statistics and scopes.
    var stream: String? {
        switch self {
        case .list(let name, _), .detail(let name, _), .part(let name, _, _): name
        case .itemDetails: "items"
        case .exchangeRates: "settings/currencies"
        case .refund: "creditnotes/refunds"
        case .organizations, .organization, .unknown: nil
        }
    }

    private static func fixed(_ path: [String], _ product: FinanceProduct) -> FinanceRoute? {
        switch path.first {
        case "organizations" where path.count == 1: return .organizations
        case "organizations" where path.count == 2: return .organization(path[1])
        case "itemdetails" where path.count == 1 && product != .invoice: return .itemDetails
        default: break
        }
        guard path.count >= 3, let id = Int64(path[path.count - 2]) else { return nil }
        switch (path.first ?? "", path.last ?? "", path.count) {
        case ("contacts", "contactpersons", 3):
            return .part("contacts", id, key: "contact_persons")
        case ("creditnotes", "invoices", 3):
            return .part("creditnotes", id, key: "invoices_credited")
        case ("vendorcredits", "bills", 3) where product != .invoice:
            return .part("vendorcredits", id, key: "bills_credited")
        case ("settings", "exchangerates", 4) where path[1] == "currencies":
            return .exchangeRates(id)
        default: return nil
        }
    }

    private static func list(
        _ path: [String], _ product: FinanceProduct, _ query: Query
    ) -> FinanceRoute? {
        if product == .books, path == ["invoices"], query["filter_by"] == "Type.DebitNote" {
            return .list("debitnotes", parent: nil)
        }
        for stream in FinanceCatalogue.streams(of: product) where stream.hasList {
            for pattern in [stream.path] + stream.aliases where pattern.count == path.count {
                guard zip(pattern, path).allSatisfy({ $0 == $1 || $0 == "{id}" }) else { continue }
                guard let place = pattern.firstIndex(of: "{id}") else {
                    let parent = stream.parentParameter.flatMap { query[$0] }
                    return .list(stream.name, parent: parent.flatMap { Int64($0) })
                }
                if let parent = Int64(path[place]) { return .list(stream.name, parent: parent) }
            }
        }
        return nil
    }

    private static func detail(_ path: [String], _ product: FinanceProduct) -> FinanceRoute? {
        guard let id = path.last.flatMap({ Int64($0) }) else { return nil }
        let head = Array(path.dropLast())
        if product == .books, head.count == 3, head[0] == "creditnotes", head[2] == "refunds",
            let note = Int64(head[1])
        {
            return .refund(note, id)
        }
        let stream = FinanceCatalogue.streams(of: product).first {
            $0.detailKey != nil && ($0.detailPath ?? $0.path) == head
        }
        return stream.map { .detail($0.name, id) }
    }
}
