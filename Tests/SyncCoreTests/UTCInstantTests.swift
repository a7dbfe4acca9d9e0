import Testing

@testable import SyncCore

struct UTCInstantTests {
    private static let moments: [(String, String)] = [
        ("2026-05-01T08:30:00+02:00", "2026-05-01T06:30:00Z"),
        ("2026-05-01T08:30:00+0200", "2026-05-01T06:30:00Z"),
        ("2026-05-01T06:30:00Z", "2026-05-01T06:30:00Z"),
        ("2026-05-01 06:30:00Z", "2026-05-01T06:30:00Z"),
        ("2026-05-01T06:30:00.123Z", "2026-05-01T06:30:00Z"),
        ("2026-05-01T06:30:00.999999+00:00", "2026-05-01T06:30:00Z"),
        ("2026-05-01T06:30:00-03:30", "2026-05-01T10:00:00Z"),
        ("2026-05-01T06:30:00+05:45", "2026-05-01T00:45:00Z"),
        ("2026-01-01T00:30:00+14:00", "2025-12-31T10:30:00Z"),
        ("2026-12-31T23:30:00-12:00", "2027-01-01T11:30:00Z"),
        // The hour that Berlin has twice, and the one that it skips.
        ("2026-10-25T02:30:00+02:00", "2026-10-25T00:30:00Z"),
        ("2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00Z"),
        ("2026-03-29T01:59:59+01:00", "2026-03-29T00:59:59Z"),
        ("2026-03-29T03:00:00+02:00", "2026-03-29T01:00:00Z"),
        // Leap days, and the second that some years have.
        ("2024-02-29T12:00:00Z", "2024-02-29T12:00:00Z"),
        ("2000-02-29T12:00:00Z", "2000-02-29T12:00:00Z"),
        ("2024-03-01T00:00:00+01:00", "2024-02-29T23:00:00Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
        // Before 1970, and the ends of what can be written.
        ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"),
        ("1899-12-30T00:00:00Z", "1899-12-30T00:00:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ]

    @Test(arguments: moments)
    func init_ISOText_IsThatMoment(text: String, expected: String) {
        #expect(UTCInstant(text)?.text == expected)
    }

    @Test(arguments: [
        "", "2026-05-01", "2026-05-01T06:30:00", "2026-05-01T06:30Z", "2026-5-1T06:30:00Z",
        "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z",
        "2026-01-32T00:00:00Z", "2026-05-01T24:00:00Z", "2026-05-01T00:60:00Z",
        "2026-05-01T00:00:61Z", "2026-05-01T06:30:00+2", "2026-05-01T06:30:00+02",
        "2026-05-01T06:30:00.Z", "2026-05-01T06:30:00Z ", " 2026-05-01T06:30:00Z",
        "2026-05-01t06:30:00z", "2026/05/01T06:30:00Z", "-026-05-01T06:30:00Z",
        "2026-05-01T06:30:00ZZ", "Fri, 01 May 2026 06:30:00 GMT", "２026-05-01T06:30:00Z",
        "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
        "2026-05-01T06:30:00+24:00", "2026-05-01T06:30:00+02:60",
        // Their offset carries them beyond the years that four digits can say.
        "0000-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00",
    ])
    func init_AnythingElse_IsNil(text: String) { #expect(UTCInstant(text) == nil) }

    @Test func text_EveryDayOfEightHundredYears_ReadsBack() {
        var previous = ""
        var wrong = 0
        for day in Int64(-200_000)..<100_000 {
            let instant = UTCInstant(seconds: day * 86400 + (day & 0xFFFF))
            let text = instant.text
            if UTCInstant(text) != instant || text <= previous { wrong += 1 }
            previous = text
        }
        #expect(wrong == 0)
    }

    @Test func offsetText_AnyMoment_HasTheOffsetThatZohoWants() {
        #expect(noon.offsetText == "2026-05-28T20:26:40+00:00")
        #expect("\(noon)" == "2026-05-28T20:26:40Z")
    }

    @Test(arguments: [Int64.min / 4, -62_200_000_000, 253_402_300_800, Int64.max / 4])
    func text_MomentBeyondFourDigitYears_IsTheNearestThatCanBeSaid(seconds: Int64) {
        let expected = seconds < 0 ? "0000-01-01T00:00:00Z" : "9999-12-31T23:59:59Z"
        #expect(UTCInstant(seconds: seconds).text == expected)
    }

    @Test func midnight_AnyMomentOfADay_IsItsBeginning() {
        let midnight = UTCInstant(seconds: 1_779_926_400)
        #expect(midnight.text == "2026-05-28T00:00:00Z")
        #expect(midnight.midnight == midnight)
        #expect((midnight + 86_399).midnight == midnight)
        #expect((midnight + 86_400).midnight == midnight + 86_400)
    }

    @Test func arithmetic_Seconds_AddSubtractAndCompare() {
        #expect((noon + 60) - noon == 60)
        #expect(noon - 60 < noon)
        #expect((noon + 60) - 60 == noon)
    }

    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"),
        ("Mon, 02 Mar 2026 08:00:00 GMT", "2026-03-02T08:00:00Z"),
        ("Thu, 29 Feb 2024 23:59:59 GMT", "2024-02-29T23:59:59Z"),
    ])
    func httpDate_CurrentForm_IsThatMoment(text: String, expected: String) {
        #expect(UTCInstant(httpDate: text)?.text == expected)
    }

    @Test(arguments: [
        "", "Sun, 06 Nov 1994 08:49:37", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994", "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT",
        "Sun, 06 Nov 1994 08:49:-1 GMT", "Sun, 06 Nov 9223372036854775807 08:49:37 GMT",
        "Sun, 9223372036854775807 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 9223372036854775807:49:37 GMT",
    ])
    func httpDate_AnythingElse_IsNil(text: String) { #expect(UTCInstant(httpDate: text) == nil) }
}
