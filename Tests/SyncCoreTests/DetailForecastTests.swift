import Testing

@testable import SyncCore

/// When details will have been read, by pace and by the day's calls.
struct DetailForecastTests {
    private static let hour: Int64 = 3600
    private static let day: Int64 = 24 * hour

    private static func forecast(
        left: Int? = nil, usable: Int? = nil, reserved: Int = 0, perMinute: Int? = 80,
        resetsIn: Int64? = 12 * hour
    ) -> DetailForecast {
        DetailForecast(
            report: RationReport(
                usable: usable, left: left, resetsAt: resetsIn.map { noon + $0 }),
            reserved: reserved, callsPerMinute: perMinute, now: noon)
    }

    /// Records, the pace, seconds.
    @Test(
        arguments: [
            (0, 80, 0), (1, 80, 1), (80, 80, 60), (81, 80, 61), (8000, 80, 6000), (1, 1, 60),
            (0, 1, 0), (120, nil, 60), (10, 0, 600),
        ] as [(Int, Int?, Int64)])
    func withoutALimit_ThePaceCounts(records: Int, perMinute: Int?, seconds: Int64) {
        let forecast = Self.forecast(perMinute: perMinute)
        #expect(forecast.end(of: records) == noon + seconds)
    }

    @Test func withinTodaysCalls_ThePaceCounts() {
        let forecast = Self.forecast(left: 1000, usable: 4000, reserved: 200)
        #expect(forecast.end(of: 800) == noon + 600)
        #expect(forecast.end(of: 801) > noon + 12 * Self.hour)
    }

    /// 4,000 calls a day; the runs' 100 of half a day are 200 of a whole one.
    @Test(
        arguments: [
            (1, 0, 1), (80, 0, 60), (3800, 0, 2850), (3801, 1, 1), (3 * 3800, 2, 2850),
        ] as [(Int, Int64, Int64)])
    func whatTodaysCallsCannotPay_WaitsForTheDaysToCome(rest: Int, days: Int64, seconds: Int64) {
        let forecast = Self.forecast(left: 300, usable: 4000, reserved: 100)
        let expected = noon + 12 * Self.hour + days * Self.day + seconds
        #expect(forecast.end(of: 200 + rest) == expected)
    }

    @Test func runsThatTakeEverything_LeaveAQuarterOfTheDaysToCome() {
        let forecast = Self.forecast(left: 1000, usable: 4000, reserved: 9000)
        #expect(forecast.end(of: 1000) == noon + 12 * Self.hour + 750)
        #expect(forecast.end(of: 1001) == noon + 12 * Self.hour + Self.day + 1)
    }

    @Test(
        arguments: [
            (0, 4000, nil), (nil, 4000, 3600), (0, nil, 3600),
        ] as [(Int?, Int?, Int64?)])
    func whatIsNotKnownOfTheDay_IsLeftOut(left: Int?, usable: Int?, resetsIn: Int64?) {
        let forecast = Self.forecast(left: left, usable: usable, resetsIn: resetsIn)
        #expect(forecast.end(of: 80) == noon + 60)
    }

    /// The report is of the day before, or the clock has been set: nothing ends in the past.
    @Test func dayThatIsOver_BeginsAnewNow() {
        let forecast = Self.forecast(left: 0, usable: 4000, resetsIn: -Self.hour)
        #expect(forecast.end(of: 80) == noon + 60)
    }

    @Test func quotaOfNothing_TakesADayForEachRecord() {
        let forecast = Self.forecast(left: 0, usable: 0)
        #expect(forecast.end(of: 3) == noon + 12 * Self.hour + 2 * Self.day + 1)
    }
}
