import Mirror
import Settings
import SyncCore
import TestSupport
import Testing

@testable import SyncEngine

/// How a run counts in which nothing could be read.
struct OutageTests {
    /// The children of no parent are read without a call: that must not make an outage look like
    /// half a success, which would neither be repeated soon nor be told as a failure.
    @Test func nothingReached_IsAFailedRun_ThoughNestedStreamsHaveNothingToAsk() async throws {
        let run = try await sync(Outage())
        #expect(run.streams.map(\.state) == [.failed, .succeeded])
        #expect(run.state == .failed)
        #expect(run.error?.code == "zoho_unavailable")
    }

    @Test func nothingToAsk_IsASuccess() async throws {
        let run = try await sync(Outage(names: ["projects/tasks"]))
        #expect(run.state == .succeeded && run.apiCalls == 0)
    }

    private func sync(_ source: Outage) async throws -> Run {
        let folder = try TemporaryFolder()
        let mirror = try SQLiteMirror(path: folder.path + "/zoho.sqlite")
        defer { mirror.close() }
        let runner = ModuleRunner(
            run: Run(id: "1", module: .books, mode: .incremental, trigger: .schedule),
            settings: ModuleSettings(module: .books), acceptDeletions: false, source: source,
            mirror: mirror,
            time: TimeSource(now: { UTCInstant(seconds: 1_780_000_000) }, sleep: { _ in }),
            sink: NoSink(), cancel: CancelFlag(), skips: SkipMemory(), report: { _ in })
        return await runner.execute()
    }
}

/// A source that knows its streams and reaches nobody.
private struct Outage: RemoteSource {
    var names = ["projects", "projects/tasks"]
    var pageSize: Int { 200 }

    private static let failure = SyncFailure(
        .zohoUnavailable, "could not resolve host", disposition: .failStream)

    func streams(meter: CallMeter) async throws(SyncFailure) -> [StreamDescription] {
        names.map { name in
            StreamDescription(
                zohoName: name, table: "books_" + name.split(separator: "/").joined(separator: "_"),
                reading: .list(ListTraits()), parent: name == "projects" ? nil : "books_projects")
        }
    }

    func schema(
        of stream: StreamDescription, known: StreamSchema?, now: UTCInstant, meter: CallMeter
    ) async throws(SyncFailure) -> StreamSchema {
        StreamSchema(
            table: stream.table, zohoName: stream.zohoName, idField: "id", idColumn: "id")
    }

    func page(
        of stream: StreamDescription, schema: StreamSchema, request: PageRequest, meter: CallMeter
    ) async throws(SyncFailure) -> RecordPage { throw Self.failure }

    func firstPart(
        of stream: StreamDescription, schema: StreamSchema, request: PageRequest, meter: CallMeter
    ) async throws(SyncFailure) -> RecordPage? { throw Self.failure }

    func records(
        of stream: StreamDescription, schema: StreamSchema, ids: [String], meter: CallMeter
    ) async throws(SyncFailure) -> RowBatch { throw Self.failure }

    func tombstones(
        of stream: StreamDescription, meter: CallMeter
    ) async throws(SyncFailure) -> [Tombstone]? { nil }

    func details(
        of stream: StreamDescription, schema: StreamSchema, ids: [String], meter: CallMeter
    ) async throws(SyncFailure) -> DetailAnswer { throw Self.failure }

    func allowance(for purpose: CallPurpose) -> Int? { nil }
}
