/// What lists leave out of some records, as their own calls tell it.
public struct DetailAnswer: Sendable {
    /// The stream's columns and child tables, with those that this answer has brought.
    public var schema: StreamSchema
    /// The records, in any order; one that was asked for and is not here was not answered for.
    public var records: [RecordDetail]

    /// An answer.
    public init(schema: StreamSchema, records: [RecordDetail]) {
        self.schema = schema
        self.records = records
    }
}

/// What lists leave out of one record.
public struct RecordDetail: Sendable {
    /// The record.
    public let id: String
    /// One row with the columns that lists leave out, the others absent; nil: Zoho says that the
    /// record does not exist.
    public var row: RowBatch?
    /// Its rows in each child table, by Zoho's name of the array. A child table that is not here is
    /// left alone.
    public var children: [String: RowBatch]

    /// A detail.
    public init(id: String, row: RowBatch?, children: [String: RowBatch] = [:]) {
        self.id = id
        self.row = row
        self.children = children
    }
}

/// A record whose detail is still to be read.
public struct DetailDebt: Hashable, Sendable {
    /// The record.
    public let id: String
    /// Orders the debts, the latest first: when the record was last modified, or noted.
    public let newest: String
    /// How often reading it has failed.
    public let failures: Int

    /// A debt.
    public init(id: String, newest: String, failures: Int = 0) {
        self.id = id
        self.newest = newest
        self.failures = failures
    }
}
