import Testing

@testable import SyncCore

struct RetryPolicyTests {
    private static func failure(_ disposition: Disposition) -> SyncFailure {
        SyncFailure(.zohoUnavailable, "cannot", disposition: disposition)
    }

    private static let backoff: [(Int, Double, Double)] = [
        (1, 1, 1), (2, 1, 2), (3, 1, 4), (4, 1, 8), (4, 0.5, 4), (1, 0, 0), (2, 7, 2), (2, -1, 0),
    ]

    @Test(arguments: backoff)
    func delay_OwnBackoff_DoublesWithFullJitter(attempt: Int, random: Double, seconds: Double) {
        let delay = RetryPolicy().delay(
            after: Self.failure(.retry(after: nil)), attempt: attempt, random: random)
        #expect(delay == .seconds(seconds))
    }

    @Test func delay_ManyAttempts_IsCapped() {
        let policy = RetryPolicy(attempts: 1000)
        for attempt in [6, 30, 64, 999] {
            let delay = policy.delay(
                after: Self.failure(.retry(after: nil)), attempt: attempt, random: 1)
            #expect(delay == .seconds(30))
        }
    }

    @Test func delay_LastAttempt_GivesUp() {
        let failure = Self.failure(.retry(after: .zero))
        // "At once" from a server in trouble is not obeyed: our own wait is the least.
        #expect(RetryPolicy().delay(after: failure, attempt: 4, random: 1) == .seconds(8))
        #expect(RetryPolicy().delay(after: failure, attempt: 5, random: 1) == nil)
        #expect(RetryPolicy(attempts: 1).delay(after: failure, attempt: 1, random: 1) == nil)
    }

    @Test(arguments: [(0, true), (7, true), (120, true), (121, false), (86_400, false)])
    func delay_ServersOwnWait_IsObeyedAsLongAsPatienceLasts(seconds: Int, isObeyed: Bool) {
        let delay = RetryPolicy().delay(
            after: Self.failure(.retry(after: .seconds(seconds))), attempt: 1, random: 0)
        #expect(delay == (isObeyed ? .seconds(seconds) : nil))
    }

    @Test(arguments: [
        Disposition.refreshToken, .skipStream, .failStream, .stopModule, .reauthorize,
    ])
    func delay_WhatRepeatingCannotMend_IsNotRepeated(disposition: Disposition) {
        let delay = RetryPolicy().delay(
            after: Self.failure(disposition), attempt: 1, random: 0)
        #expect(delay == nil)
    }
}

struct ScheduleTests {
    private static let starts: [(Int64?, Int64)] = [
        (nil, 0), (0, 900), (-300, 600), (-899, 1), (-900, 0), (-100_000, 0), (1, 0), (86_400, 0),
    ]

    @Test(arguments: starts)
    func waitAtStart_LastSync_DecidesTheWait(lastSync: Int64?, wait: Int64) {
        let found = Schedule.waitAtStart(
            lastSync: lastSync.map { noon + $0 }, interval: .seconds(900), now: noon)
        #expect(found == .seconds(wait))
    }

    @Test(arguments: [
        (900, 0, 900), (900, 1, 60), (900, 2, 120), (900, 4, 480), (900, 5, 900), (30, 1, 30),
        (900, 1000, 900), (86_400, 1000, 61_440), (86_400, -1, 86_400),
    ])
    func waitAfterRun_Failures_AreRepeatedSoonerThanTheInterval(
        interval: Int, failures: Int, wait: Int
    ) {
        let found = Schedule.waitAfterRun(
            interval: .seconds(interval), failuresInARow: failures)
        #expect(found == .seconds(wait))
    }
}

struct DeletionGuardTests {
    @Test(arguments: [
        (0, 0, true), (0, 100, true), (1, 1, false), (25, 26, true), (25, 25, false),
        (26, 130, true), (26, 129, false), (200, 1000, true), (201, 1000, false),
        (1000, 1000, false), (5, 4, false),
    ])
    func allows_Share_IsBounded(count: Int, live: Int, isAllowed: Bool) {
        #expect(DeletionGuard.allows(deleting: count, of: live) == isAllowed)
    }
}
