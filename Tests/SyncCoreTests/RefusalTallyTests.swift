import SyncCore
import Testing

/// What of many refusals is written down.
@Suite struct RefusalTallyTests {
    private let now = UTCInstant(seconds: 1_780_000_000)

    private func refusal(
        _ uid: UInt32?, _ reason: Refusal.Reason = .role, _ request: String = "POST /api",
        _ operation: String? = nil
    ) -> Refusal {
        Refusal(
            caller: uid.map { Caller(uid: $0, gid: 1, pid: 7) }, reason: reason, detail: "no",
            operation: operation, request: request)
    }

    /// When a refusal comes, in seconds; what is written then: repeats, and S for a summary.
    @Test(
        arguments: [
            ([0], ["1"]), ([0, 0, 0], ["1", "", ""]), ([0, 59], ["1", ""]),
            // Alone in its minute: the next one is a first one again.
            ([0, 60], ["1", "1"]), ([0, 30, 60], ["1", "", "1S"]),
            ([0, 1, 2, 3, 61], ["1", "", "", "", "3S"]),
            // Who goes on is counted by the hour: from the 61st second to the 3661st.
            ([0, 1, 61, 62, 3_660, 3_661], ["1", "", "1S", "", "", "3S"]),
            ([0, 1, 90, 10_000, 20_000], ["1", "", "1S", "1S", "1S"]),
            // A clock that is set back opens no hole and closes none.
            ([1_000, 1_001, 0, 1], ["1", "", "1S", ""]),
        ] as [([Int64], [String])])
    func oneCaller(times: [Int64], written: [String]) {
        var tally = RefusalTally()
        let lines = times.map { time in
            tally.take(refusal(1), now: now + time).map {
                "\($0.repeats)" + ($0.isSummary ? "S" : "")
            }
            .joined(separator: " ")
        }
        #expect(lines == written)
    }

    @Test func callersReasonsAndOperations_AreToldApart_RequestsAreNot() {
        var tally = RefusalTally()
        let different = [
            refusal(1), refusal(2), refusal(nil), refusal(1, .webPage), refusal(1, .foreignHost),
            refusal(1, .outsider), refusal(1, .crowd),
            refusal(1, .role, "GET /audit", "audit"), refusal(1, .role, "GET /", "configuration"),
        ]
        for refusal in different {
            #expect(tally.take(refusal, now: now).map(\.refusal) == [refusal])
        }
        for number in 0..<100 {
            #expect(tally.take(refusal(1, .role, "GET /\(number)"), now: now) == [])
        }
        let lines = tally.close(now: now + 60)
        #expect(lines.map(\.repeats) == [100])
        #expect(lines.first?.refusal.request == "GET /99")
    }

    @Test func theNextEnd_IsTheFirst_AndAtTheEndNothingIsLost() {
        var tally = RefusalTally()
        #expect(tally.nextEnd == nil)
        _ = tally.take(refusal(1), now: now)
        _ = tally.take(refusal(2), now: now + 10)
        _ = tally.take(refusal(1), now: now + 10)
        #expect(tally.nextEnd == now + 60)
        #expect(tally.close(now: now + 59) == [])
        #expect(tally.close(now: now + 60).map(\.repeats) == [1])
        #expect(tally.nextEnd == now + 70)
        #expect(tally.close(now: now + 70) == [])
        #expect(tally.nextEnd == now + 60 + 3600)
        _ = tally.take(refusal(1), now: now + 100)
        #expect(tally.closeAll().map(\.repeats) == [1])
        #expect(tally.closeAll() == [])
        #expect(tally.nextEnd == nil)
    }

    @Test func whoHasStopped_BeginsAnew() {
        var tally = RefusalTally()
        for _ in 0..<2 { _ = tally.take(refusal(1), now: now) }
        #expect(tally.close(now: now + 60).map(\.isSummary) == [true])
        #expect(tally.close(now: now + 3_660) == [])
        #expect(tally.nextEnd == nil)
        #expect(tally.take(refusal(1), now: now + 3_661).map(\.isSummary) == [false])
    }

    /// Whoever can take on many users' names cannot fill the disk with them.
    @Test func manyCallers_AreCountedTogether() {
        var tally = RefusalTally()
        var written = 0
        for round in 0..<10 {
            for uid in 0..<10_000 {
                written += tally.take(refusal(UInt32(uid)), now: now + Int64(round * 6)).count
            }
        }
        #expect(written == RefusalTally.capacity + 1)
        let lines = tally.close(now: now + 60)
        #expect(lines.count == RefusalTally.capacity + 1)
        #expect(lines.map(\.repeats).reduce(0, +) + written == 100_000)
        #expect(lines.last?.refusal.caller == nil)
        #expect(lines.dropLast().allSatisfy { $0.refusal.caller != nil })
    }

    /// A year of trying as fast as possible.
    @Test func whoNeverStops_WritesALineAnHour() {
        var tally = RefusalTally()
        var lines = 0
        let week: Int64 = 7 * 24 * 3600
        for second in stride(from: 0, to: week, by: 10) {
            lines += tally.take(refusal(1), now: now + second).count
        }
        #expect(lines <= 7 * 24 + 2)
    }

    @Test(
        arguments: [
            ("GET /a?reveal=true", "GET /a"), ("GET /a#b", "GET /a"), ("GET /a%20b", "GET /a%20b"),
            ("GET /a\u{1B}[2Jb\u{9B}ü", "GET /a?[2Jb??"), (nil, nil),
            (String(repeating: "x", count: 300), String(repeating: "x", count: 200)),
        ] as [(String?, String?)])
    func theRequest_IsHarmless(sent: String?, kept: String?) {
        #expect(
            Refusal(caller: nil, reason: .role, detail: "", request: sent).request == kept)
    }

    @Test func anEntry_NamesNotMoreKeysThanCanBeRead() {
        let keys = (0..<150).map { "key\($0)" }
        let entry = AuditEntry(
            at: now, caller: nil, user: nil, action: .configChanged,
            keys: keys + [String(repeating: "k", count: 1000)])
        #expect(entry.keys.count == 101 && entry.keys.last == "… and 51 more")
        let long = AuditEntry(
            at: now, caller: nil, user: nil, action: .configChanged,
            keys: [String(repeating: "k", count: 1000)])
        #expect(long.keys == [String(repeating: "k", count: 200)])
    }
}
