import SyncCore
import Synchronization
import TestSupport
import Testing

@testable import SyncEngine

/// What the desk writes down, and when.
@Suite(.hangGuard)
struct AuditDeskTests {
    private let alice = Caller(uid: 1001, gid: 1001, pid: 77)

    private func refusal(_ path: String = "/a") -> Refusal {
        Refusal(caller: alice, reason: .role, detail: "not you", request: "GET \(path)")
    }

    /// A desk whose clock goes on by what is slept.
    private func desk(_ book: Book, _ sink: Told, _ clock: Clock) -> AuditDesk {
        AuditDesk(
            store: book, sink: sink,
            time: TimeSource(now: { clock.now }, sleep: { try await clock.sleep($0) }),
            userName: { $0 == 1001 ? "alice" : nil })
    }

    @Test func refusals_AreWrittenAtOnce_AndThenTogether() async throws {
        let (book, sink, clock) = (Book(), Told(), Clock())
        let desk = desk(book, sink, clock)
        await desk.refused(refusal())
        for number in 0..<9 { await desk.refused(refusal("/\(number)")) }
        #expect(book.entries.map(\.repeats) == [1])
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await desk.run() }
            // The window's end, and the end of the one after it, in which nothing came.
            while clock.now < clock.start + 3_660 { await Task.yield() }
            group.cancelAll()
        }
        #expect(book.entries.map(\.repeats) == [1, 9])
        #expect(book.entries.allSatisfy { $0.user == "alice" && $0.caller == alice })
        #expect(
            sink.events.map(\.message) == [
                "refused GET /a of alice (uid 1001, pid 77): not you",
                "refused 9 more of alice (uid 1001, pid 77), the last one GET /8: not you",
            ])
        #expect(sink.events.allSatisfy { $0.name == .requestRefused && $0.level == .warning })
        #expect(sink.events.allSatisfy { $0[.peerUID] == "1001" })
    }

    @Test func whatIsCounted_IsNotLostAtTheEnd() async throws {
        let (book, clock) = (Book(), Clock(isStopped: true))
        let desk = desk(book, Told(), clock)
        for _ in 0..<5 { await desk.refused(refusal()) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await desk.run() }
            group.cancelAll()
        }
        #expect(book.entries.map(\.repeats) == [1, 4])
    }

    @Test func whatCannotBeWritten_IsToldInTheJournal() async throws {
        let (book, sink) = (Book(isBroken: true), Told())
        let desk = desk(book, sink, Clock())
        await desk.note(.configChanged, by: alice, keys: ["enabled"])
        #expect(
            sink.events.map(\.message) == [
                "the audit lacks config_changed (done) by alice (uid 1001, pid 77): the disk is full"
            ])
        #expect(sink.events.first?.level == .error)
        await #expect(throws: SyncFailure.self) {
            try await desk.write(.secretsRevealed, by: alice)
        }
    }

    @Test func oldEntries_AreForgottenOnceADay() async throws {
        let (book, clock) = (Book(), Clock())
        let desk = desk(book, Told(), clock)
        for seconds in [0, 3_600, 86_399, 86_400, 90_000] as [Int64] {
            clock.set(clock.start + seconds)
            try await desk.write(.configChanged, by: nil)
        }
        #expect(
            book.purges == [0, 86_400].map { clock.start + $0 - AuditEntry.lifetime })
    }

    private final class Book: AuditStore {
        private let state = Mutex(([AuditEntry](), [UTCInstant]()))
        private let isBroken: Bool
        init(isBroken: Bool = false) { self.isBroken = isBroken }
        var entries: [AuditEntry] { state.withLock { $0.0 } }
        var purges: [UTCInstant] { state.withLock { $0.1 } }

        func appendAudit(_ entry: AuditEntry) async throws(SyncFailure) {
            guard !isBroken else {
                throw SyncFailure(.databaseError, "the disk is full", disposition: .stopModule)
            }
            state.withLock { $0.0.append(entry) }
        }
        func auditEntries(
            action: AuditEntry.Action?, before: Int?, limit: Int
        ) async throws(SyncFailure) -> [AuditEntry] { entries }
        func purgeAudit(before: UTCInstant) async throws(SyncFailure) {
            state.withLock { $0.1.append(before) }
        }
    }

    private final class Told: EventSink {
        private let stored = Mutex<[Event]>([])
        var events: [Event] { stored.withLock { $0 } }
        func emit(_ event: Event) { stored.withLock { $0.append(event) } }
    }

    /// Time that passes when somebody sleeps; where it is stopped, sleeping lasts until the end.
    private final class Clock: Sendable {
        let start = UTCInstant(seconds: 1_780_000_000)
        private let isStopped: Bool
        private let passed = Mutex<Int64>(0)
        init(isStopped: Bool = false) { self.isStopped = isStopped }

        var now: UTCInstant { start + passed.withLock { $0 } }
        func set(_ instant: UTCInstant) { passed.withLock { $0 = instant - start } }
        func sleep(_ duration: Duration) async throws {
            guard isStopped else {
                return passed.withLock { $0 += duration.components.seconds }
            }
            try await Task.sleep(for: .seconds(3600))
        }
    }
}
