import SyncCore

/// The streams of one finance product, and where its API is.
///
/// Books, Inventory and Invoice speak one dialect: they differ in the base of their paths, in the
/// names of their scopes and in which streams they have.
struct FinanceCatalogue: Sendable {
    /// The product.
    let module: Module
    /// What every path begins with (Introduction of each API, "API Root Endpoint").
    let base: String
    /// What every scope begins with (Introduction of each API, "OAuth").
    let scopeFamily: String
    /// The streams, parents before what is listed under them.
    let streams: [FinanceStream]

    /// The catalogue of a product; CRM has no streams in this dialect.
    static func of(_ module: Module) -> FinanceCatalogue {
        switch module {
        case .books: books
        case .inventory: inventory
        case .invoice: invoice
        case .crm: FinanceCatalogue(module: module, base: "", scopeFamily: "", streams: [])
        }
    }

    /// The table of a stream (interface, section 4).
    func table(of name: String) -> String {
        module.shortName + "_" + StreamSchema.name(for: name)
    }

    /// The stream of a table.
    func stream(table: String) -> FinanceStream? {
        streams.first { self.table(of: $0.name) == table }
    }

    /// A stream as the engine knows it.
    func description(of stream: FinanceStream) -> StreamDescription {
        StreamDescription(
            zohoName: stream.name, table: table(of: stream.name), reading: .list(stream.traits),
            parent: stream.parent.map { table(of: $0.name) })
    }

    /// The scope that reads a stream, in full.
    func scope(of stream: FinanceStream) -> String { "\(scopeFamily).\(stream.scope).READ" }

    /// The list of organisations, which is the same in all products and needs no organisation.
    static let organizations = FinanceStream(
        "organizations", id: "organization_id", scope: "settings", modified: nil, abilities: [],
        record: .lookup("organization"))

    /// Full details of up to 100 items in one call (not in Zoho's pages; connectors rely on it).
    static let itemDetails = FinanceRecordCall.Bulk(
        path: "itemdetails", parameter: "item_ids", keys: ["items"], limit: 100)
}
