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
        + FinanceSettings.books + BooksBanking.streams
    private static let inventory =
        InventoryTrade.streams + InventoryStock.streams + [
            FinanceSettings.locations, FinanceSettings.warehouses, FinanceSettings.pricebooks,
            FinanceSettings.users, FinanceSettings.taxes, FinanceSettings.currencies,
            FinanceSettings.units, FinanceSettings.reportingTags, InventoryStock.tasks,
        ]

    /// Invoice has the sales half of Books. Nobody showed that it can read what changed.
    private static let invoice: [FinanceStream] = [
        BooksSales.contacts, BooksSales.estimates, BooksSales.invoices,
        BooksSales.recurringInvoices, BooksSales.retainers, BooksSales.creditNotes,
        BooksSales.customerPayments, BooksPurchases.expenses, BooksPurchases.recurringExpenses,
        BooksAccounting.items, FinanceSettings.pricebooks, BooksAccounting.projects,
        BooksAccounting.tasks, BooksAccounting.timeEntries, FinanceSettings.taxes,
        FinanceSettings.currencies, FinanceSettings.users,
    ].map { stream in stream.with { $0.modifiedFilter = .ignored } }

    private static let bookPlaces = places(books)
    private static let inventoryPlaces = places(inventory)
    private static let invoicePlaces = places(invoice)

    private static func places(_ streams: [FinanceStream]) -> [String: Int] {
        Dictionary(streams.enumerated().map { ($1.name, $0) }) { first, _ in first }
    }
}
