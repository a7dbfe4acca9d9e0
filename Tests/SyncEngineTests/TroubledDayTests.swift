import Rehearsal
import SyncCore
import SyncEngine
import TestSupport
import Testing
import ZohoSimulator

/// What the journal hears of trouble: each of it once, and louder when it lasts.
@Suite struct TroubledDayTests {
    /// A product that does not answer is one line for each sync, whatever number of lists it has.
    @Test func anOutage_GrowsLouder_AndItsEndIsTold() async throws {
        let folder = try TemporaryFolder()
        let rehearsal = try rehearse(["books/bills": 6, "books/contacts": 3], in: folder)
        try await rehearsal.begin()
        await rehearsal.pass(3_600)
        let start = rehearsal.time.now
        rehearsal.simulator.inject(.init(.emptyBody(503), pathPrefix: "/books/", times: nil))
        await rehearsal.pass(3 * 3_600)
        let failures = lines(rehearsal, since: start).filter { $0.name == .syncFailed }
        #expect(failures.count > 6)
        #expect(failures.map(\.level).starts(with: [.warning, .warning, .error, .error, .error]))
        #expect(failures.dropFirst(2).allSatisfy { $0.level == .error })
        #expect(failures.allSatisfy { $0[.errorCode] == "zoho_unavailable" })
        #expect(failures[2].message.hasPrefix("Zoho Books: sync failed 3 times in a row since "))
        let summary = await rehearsal.engine.summary()
        #expect(
            summary.hasPrefix(
                "\(failures.count) syncs of Zoho Books failed in a row (zoho_unavailable); "),
            "\(summary)")

        rehearsal.simulator.clearFaults()
        let end = rehearsal.time.now
        await rehearsal.pass(3_600)
        let after = lines(rehearsal, since: end)
        #expect(after.first?.level == .info)
        #expect(
            after.first?.message.hasPrefix(
                "Zoho Books: synced again after \(failures.count) failed syncs: ") == true)
        await rehearsal.stop()
    }

    /// The guard speaks at each sync; the journal hears it once a day.
    @Test func aGuardedList_IsToldOnce() async throws {
        let folder = try TemporaryFolder()
        let rehearsal = try rehearse(["books/bills": 6, "books/contacts": 3], in: folder)
        try await rehearsal.begin()
        await rehearsal.pass(3_600)
        let start = rehearsal.time.now
        let zoho = rehearsal.simulator
        for id in zoho.recordIDs(product: .books, stream: "bills") {
            zoho.delete(product: .books, stream: "bills", id: id)
        }
        await rehearsal.pass(6 * 3_600)
        let told = rehearsal.told.entries.filter { $0.at >= start }.map(\.event)
        let guards = told.filter { $0.name == .deletionGuard }
        #expect(guards.count > 2)
        #expect(guards.map(\.level).starts(with: [.warning, .debug, .debug]))
        #expect(guards.dropFirst().allSatisfy { $0.level == .debug })
        let streams = told.filter { $0.name == .syncFailed && $0[.stream] == "books_bills" }
        #expect(streams.map(\.level).starts(with: [.warning, .debug, .debug]))
        // Each sync says that it was one in part only, and of what.
        let ends = told.filter { $0.name == .syncFinished }
        #expect(ends.count == guards.count)
        #expect(ends.allSatisfy { $0.level == .warning })
        #expect(ends.allSatisfy { $0.message.hasSuffix("; failed: books_bills") })
        await rehearsal.stop()
    }

    /// Told as trouble, and not as trouble of the same kind again and again.
    @Test func usedUpCalls_AreALowWarningAndAWait() async throws {
        let folder = try TemporaryFolder()
        let rehearsal = try rehearse(["books/bills": 4_000], dailyCalls: 20, in: folder)
        try await rehearsal.begin()
        await rehearsal.pass(6 * 3_600)
        let told = lines(rehearsal, since: UTCInstant(seconds: rehearsal.startedAt))
        let warnings = told.filter { $0.level >= .warning }
        #expect(warnings.map(\.name) == [.budgetLow, .syncFinished], "\(warnings.map(\.message))")
        #expect(warnings.last?.message.contains("the rest waits for its calls") == true)
        let summary = await rehearsal.engine.summary()
        #expect(
            summary.hasPrefix("Zoho Books waits for its calls until 23:00 UTC; 1 module, next "),
            "\(summary)")
        #expect(summary.hasSuffix("; 0 of 20 calls left"), "\(summary)")
        await rehearsal.stop()
    }

    @Test func theSentence_TellsHowFarASyncIs() async throws {
        let folder = try TemporaryFolder()
        let rehearsal = try rehearse(["books/bills": 2_000], in: folder)
        try await rehearsal.begin()
        let calls = rehearsal.calls
        await rehearsal.pass(3_600) { calls.total >= 8 }
        let summary = await rehearsal.engine.summary()
        #expect(
            summary.wholeMatch(of: /syncing Zoho Books \(1? ?[0-9]00 records so far\)/) != nil,
            "\(summary)")
        await rehearsal.pass(3_600)
        await rehearsal.stop()
    }

    private func lines(_ rehearsal: Rehearsal, since start: UTCInstant) -> [Event] {
        rehearsal.told.entries.filter { $0.at >= start && $0.event.level >= .info }.map(\.event)
    }

    private func rehearse(
        _ rows: [String: Int], dailyCalls: Int = 50_000, in folder: TemporaryFolder
    ) throws -> Rehearsal {
        var configuration = ZohoSimulator.Configuration()
        configuration.dataSet = .empty
        configuration.financeData = .counts(rows)
        configuration.financeDailyLimit = dailyCalls
        configuration.latencyMilliseconds = 300
        let lists = rows.keys.sorted().map { JSONValue.string(PathText.name(of: $0)) }
        return try Rehearsal(
            ZohoSimulator(configuration),
            modules: ["Zoho Books": ["interval": "15m", "streams": ["include": .array(lists)]]],
            in: folder.path, offset: 3_600)
    }
}
