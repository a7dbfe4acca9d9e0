/// The streams of the three products.
enum FinanceCatalogue {
    static func streams(of product: FinanceProduct) -> [FinanceStream] {
        switch product {
        case .books: books
        case .inventory: inventory
        case .invoice: invoice
        }
    }

    static func stream(_ name: String, of product: FinanceProduct) -> FinanceStream? {
        place(of: name, in: product).map { streams(of: product)[$0] }
    }

    /// A stream's place in its product: ids are made from it.
    static func place(of name: String, in product: FinanceProduct) -> Int? {
        switch product {
        case .books: bookPlaces[name]
        case .inventory: inventoryPlaces[name]
        case .invoice: invoicePlaces[name]
        }
    }

    /// Every read scope that some stream needs.
    static let scopes: [String] = FinanceProduct.allCases.flatMap { product in
        let modules = Set(streams(of: product).map(\.scope)).union(["settings"])
        return modules.sorted().map { "\(product.scopePrefix).\($0).READ" }
    }

    private static let books =
        BooksSales.streams + BooksPurchases.streams + BooksAccounting.streams
        + FinanceSettings.books
    private static let inventory: [FinanceStream] = []
    private static let invoice: [FinanceStream] = []

    private static let bookPlaces = places(books)
    private static let inventoryPlaces = places(inventory)
    private static let invoicePlaces = places(invoice)

    private static func places(_ streams: [FinanceStream]) -> [String: Int] {
        Dictionary(streams.enumerated().map { ($1.name, $0) }) { first, _ in first }
    }
}
