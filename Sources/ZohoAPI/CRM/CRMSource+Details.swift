public import SyncCore

extension CRMSource {
    /// What lists leave out of these records.
    public func details(
        of stream: StreamDescription, schema: StreamSchema, ids: [String], meter: CallMeter
    ) async throws(SyncFailure) -> DetailAnswer {
        DetailAnswer(schema: schema, records: [])
    }

    /// Calls that may still be made.
    public func allowance(for purpose: CallPurpose) -> Int? { nil }
}
