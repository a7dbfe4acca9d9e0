/// One of Zoho's products, as the configuration names it.
public enum Module: String, CaseIterable, Sendable {
    case crm = "Zoho CRM"
    case books = "Zoho Books"
    case inventory = "Zoho Inventory"
    case invoice = "Zoho Invoice"

    /// The short name: `crm`, `books`, … It starts the names of the module's tables.
    public var shortName: String {
        switch self {
        case .crm: "crm"
        case .books: "books"
        case .inventory: "inventory"
        case .invoice: "invoice"
        }
    }

    /// The module by its full or short name, in any letter case.
    public init?(named name: String) {
        let wanted = name.lowercased()
        guard
            let module = Self.allCases.first(where: {
                $0.rawValue.lowercased() == wanted || $0.shortName == wanted
            })
        else { return nil }
        self = module
    }
}
