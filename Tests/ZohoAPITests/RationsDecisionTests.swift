import SyncCore
import Testing

@testable import ZohoAPI

/// So many calls a minute, and not one more; blocks; crowds.
struct RationsDecisionTests {
    // MARK: Pace

    /// When calls are made that come as fast as they may, with these rests.
    private func times(
        _ count: Int, limits: [Int], rests: [Int: Int64] = [:]
    ) -> [UTCInstant] {
        var pace = CallPace()
        var now = crmMorning
        var times: [UTCInstant] = []
        for index in 0..<count {
            now = now + (rests[index] ?? 0)
            let limit = limits[index % limits.count]
            var wait = pace.wait(limit: limit, now: now)
            while wait > 0 {
                now = now + wait
                wait = pace.wait(limit: limit, now: now)
            }
            pace.book(limit: limit, now: now)
            times.append(now)
        }
        return times
    }

    @Test(arguments: [1, 2, 7, 10, 80, 100, 900])
    func pace_AnyMinute_HasTheLimitAtMost(limit: Int) {
        var random = SystemRandomNumberGenerator()
        var rests: [Int: Int64] = [:]
        for _ in 0..<20 {
            rests[Int.random(in: 0..<1000, using: &random)] = .random(in: 1...90, using: &random)
        }
        for rests in [[:], rests] {
            let times = times(1000, limits: [limit], rests: rests)
            for (index, time) in times.enumerated().dropFirst(limit) {
                // More than 60 seconds, though the clock tells whole ones only.
                #expect(time - times[index - limit] >= 61)
            }
        }
    }

    @Test(arguments: [2, 10, 80, 100, 1200])
    func pace_Throughput_IsCloseToTheLimit(limit: Int) {
        let times = times(limit * 20, limits: [limit])
        let minutes = Double(times[times.count - 1] - times[0]) / 60
        #expect(Double(times.count) / minutes > 0.95 * Double(limit))
    }

    @Test func pace_Burst_IsSmallAfterARest() {
        let times = times(40, limits: [60])
        #expect(times.prefix(10).allSatisfy { $0 == crmMorning })
        #expect(times[10...].enumerated().allSatisfy { $1 == crmMorning + 1 + Int64($0) })
    }

    @Test func pace_EachObeysItsOwnLimitAgainstAllCalls() {
        var pace = CallPace()
        for _ in 0..<10 {
            #expect(pace.wait(limit: 80, now: crmMorning) == 0)
            pace.book(limit: 80, now: crmMorning)
        }
        #expect(pace.wait(limit: 80, now: crmMorning + 1) == 0)
        #expect(pace.wait(limit: 5, now: crmMorning + 1) == 60)
        #expect(pace.wait(limit: nil, now: crmMorning) == 0)
    }

    @Test func pace_ClockSetBack_WaitsAMinuteAtMost() {
        var pace = CallPace()
        pace.book(limit: 1, now: crmMorning + 9000)
        #expect(pace.wait(limit: 1, now: crmMorning) == 61)
        #expect(pace.wait(limit: 1, now: crmMorning + 61) == 0)
    }

    // MARK: Blocks

    @Test func ladder_BlocksInARow_GrowUntilHopeless() {
        var ladder = BlockLadder()
        var now = crmMorning
        for (index, seconds) in [60, 120, 300, 600, 1200, 1200].enumerated() {
            let isNew = ladder.block(sentIn: ladder.number, after: nil, now: now)
            #expect(isNew)
            var left = ladder.remaining(at: now)
            #expect(left == Int64(seconds))
            let isHopeless = ladder.isHopeless(at: now)
            #expect(isHopeless == (index >= 4))
            now = now + left
            left = ladder.remaining(at: now)
            #expect(left == 0)
        }
        ladder.answer(sentIn: ladder.number)
        _ = ladder.block(sentIn: ladder.number, after: nil, now: now)
        let left = ladder.remaining(at: now)
        #expect(left == 60)
    }

    @Test func ladder_CallsSentBefore_SayNothingNew() {
        var ladder = BlockLadder()
        _ = ladder.block(sentIn: 0, after: nil, now: crmMorning)
        let isNew = ladder.block(sentIn: 0, after: nil, now: crmMorning + 5)
        ladder.answer(sentIn: 0)
        let left = ladder.remaining(at: crmMorning + 5)
        #expect(!isNew && left == 55 && ladder.row == 1)
    }

    @Test func ladder_RetryAfter_IsObeyed() {
        for (asked, wait) in [(0, 60), (3, 3), (90, 90), (5000, 5000), (1_000_000, 86_400)] {
            var ladder = BlockLadder()
            _ = ladder.block(sentIn: 0, after: .seconds(asked), now: crmMorning)
            let left = ladder.remaining(at: crmMorning)
            let isHopeless = ladder.isHopeless(at: crmMorning)
            #expect(left == Int64(wait) && isHopeless == (asked > 1200))
        }
    }

    @Test func ladder_ClockSetBack_BeginsAnewOnce() {
        var ladder = BlockLadder()
        _ = ladder.block(sentIn: 0, after: nil, now: crmMorning)
        let back = ladder.remaining(at: crmMorning - 90_000)
        let later = ladder.remaining(at: crmMorning - 90_000 + 60)
        #expect(back == 60 && later == 0)
    }

    // MARK: Crowds

    @Test func crowd_TooMany_HalvesOnceAndGrowsBackByOne() {
        var crowd = CrowdLimit()
        for (limit, isNews) in [(2, true), (1, true), (1, false)] {
            let sent = crowd.cuts
            let isCut = crowd.cut(sentIn: sent, most: 5)
            let isCutAgain = crowd.cut(sentIn: sent, most: 5)
            #expect(isCut == isNews && !isCutAgain && crowd.limit == limit)
        }
        for limit in [2, 3, 4, nil] {
            for _ in 0..<99 { crowd.answer(most: 5) }
            #expect(crowd.limit != limit)
            crowd.answer(most: 5)
            #expect(crowd.limit == limit)
        }
    }

    @Test(arguments: [
        (1, 0, 1000), (1, 1, 2000), (2, 1, 3000), (4, 1, 5000), (9, 1, 5000), (9, 0, 1000),
    ])
    func crowd_Wait_IsShortAndGrows(attempt: Int, random: Double, milliseconds: Int) {
        #expect(
            CrowdLimit.wait(attempt: attempt, random: random) == .milliseconds(milliseconds))
    }
}
