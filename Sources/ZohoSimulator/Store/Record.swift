/// One record, stored as it is sent: the JSON of every field, one behind the other.
///
/// A page is then put together by copying slices, which keeps the simulator's share of a
/// benchmark small.
struct Record: Sendable {
    var id: Int64
    var created: Instant
    var modified: Instant
    /// The fields' JSON in the order of the table's positions.
    var blob: [UInt8] = []
    /// Where each field's JSON ends. Fields added later have no entry: they are null.
    var ends: [UInt32] = []
    /// Lists show another form of some fields: rich text cut at 500 characters.
    var listForms: [Int: [UInt8]]?
    /// A converted lead.
    var isConverted = false

    mutating func append(_ json: some Collection<UInt8>) {
        blob.append(contentsOf: json)
        ends.append(UInt32(blob.count))
    }

    /// The JSON of a field, empty where the record is older than the field.
    func json(at position: Int) -> ArraySlice<UInt8> {
        guard position < ends.count else { return [] }
        let start = position == 0 ? 0 : Int(ends[position - 1])
        return blob[start..<Int(ends[position])]
    }

    /// The value of a field.
    func value(at position: Int) -> SimulatorValue {
        (try? JSONReader.read(json(at: position))) ?? .null
    }
}

/// A deleted record, kept so that it can be restored and listed.
struct Grave: Sendable {
    var record: Record
    var displayName: SimulatorValue
    var deleted: Instant
    var isPermanent: Bool
}
