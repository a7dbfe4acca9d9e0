import SyncCore

/// Refuses records that would take more room than any honest answer's: many rows of which each says
/// next to nothing still have a cell for each column.
func demandRoom(rows: Int, columns: Int) throws(SyncFailure) {
    guard rows * columns <= RowBatch.maximumCells else {
        throw SyncFailure(
            .invalidResponse, "Zoho sent \(grouped(rows)) records in one answer",
            disposition: .failStream)
    }
}

/// Refuses records with more fields than a table can have columns.
func demandRoom(in schema: StreamSchema) throws(SyncFailure) {
    for schema in [schema] + schema.children.map(\.schema) where schema.isFull {
        throw SyncFailure(
            .invalidResponse,
            "Zoho named more fields for \(schema.table) than a table can have columns",
            disposition: .failStream)
    }
}
