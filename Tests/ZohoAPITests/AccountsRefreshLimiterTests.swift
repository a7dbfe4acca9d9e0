import SyncCore
import Testing

@testable import ZohoAPI

@Suite struct AccountsRefreshLimiterTests {
    @Test func tenInTenMinutes() {
        var limiter = RefreshLimiter()
        for second in 0..<10 {
            let now = accountsNoon + Int64(second)
            #expect(limiter.earliest(at: now) == now)
            limiter.begin(at: now)
            limiter.succeeded()
        }
        #expect(limiter.earliest(at: accountsNoon + 10) == accountsNoon + 600)
        #expect(limiter.earliest(at: accountsNoon + 600) == accountsNoon + 600)
        limiter.begin(at: accountsNoon + 600)
        #expect(limiter.earliest(at: accountsNoon + 600) == accountsNoon + 601)
    }

    /// Whoever asks at every second, whatever comes of it: no window holds more than ten.
    @Test(arguments: [0.0, 0.5, 0.999])
    func neverMore(random: Double) {
        var limiter = RefreshLimiter()
        var times: [Int64] = []
        for second in 0..<Int64(4000) {
            let now = accountsNoon + second
            guard limiter.earliest(at: now) == now else { continue }
            limiter.begin(at: now)
            times.append(second)
            if second % 3 == 0 {
                limiter.succeeded()
            } else {
                limiter.failed(at: now, random: random)
            }
        }
        for (index, time) in times.enumerated() where index >= 10 {
            #expect(time - times[index - 10] >= 600)
        }
        #expect(times.count >= 20)
    }

    @Test func waitsGrow() {
        var limiter = RefreshLimiter()
        var most: [Int64] = []
        var least: [Int64] = []
        for _ in 0..<9 {
            var other = limiter
            other.failed(at: accountsNoon, random: 0)
            least.append(other.earliest(at: accountsNoon) - accountsNoon)
            limiter.failed(at: accountsNoon, random: 0.9999)
            most.append(limiter.earliest(at: accountsNoon) - accountsNoon)
        }
        #expect(most == [3, 7, 15, 31, 63, 127, 255, 299, 299])
        #expect(least.allSatisfy { $0 == 1 })
        limiter.succeeded()
        #expect(limiter.earliest(at: accountsNoon) == accountsNoon)
    }

    @Test func throttlesGrow() {
        var limiter = RefreshLimiter()
        let waits = (0..<4).map { _ in
            limiter.throttled(at: accountsNoon)
            return limiter.earliest(at: accountsNoon) - accountsNoon
        }
        #expect(waits == [600, 1200, 1800, 1800])
        limiter.succeeded()
        limiter.throttled(at: accountsNoon, retryAfter: 900)
        #expect(limiter.earliest(at: accountsNoon) == accountsNoon + 900)
        limiter.throttled(at: accountsNoon, retryAfter: .max)
        #expect(limiter.earliest(at: accountsNoon) == accountsNoon + 3600)
    }

    @Test func aClockSetBackDelaysByOneWindowAtMost() {
        var limiter = RefreshLimiter()
        for _ in 0..<10 { limiter.begin(at: accountsNoon) }
        let yesterday = accountsNoon - 86400
        #expect(limiter.earliest(at: yesterday) == yesterday + 600)
        limiter.throttled(at: accountsNoon)
        #expect(limiter.earliest(at: yesterday) == yesterday + 3600)
    }
}
