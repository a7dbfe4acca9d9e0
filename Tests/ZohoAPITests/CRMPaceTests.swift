import SyncCore
import Testing

@testable import ZohoAPI

/// So many calls a minute, and not one more.
struct CRMPaceTests {
    @Test func book_UnderTheLimit_GoesAtOnce() {
        let pace = CallPace()
        for _ in 0..<10 { #expect(pace.book(limit: 10, now: crmMorning) == nil) }
    }

    @Test func book_OverTheLimit_WaitsUntilTheOldestIsAMinuteOld() {
        let pace = CallPace()
        #expect(pace.book(limit: 2, now: crmMorning) == nil)
        #expect(pace.book(limit: 2, now: crmMorning + 20) == nil)
        #expect(pace.book(limit: 2, now: crmMorning + 25) == 35)
        #expect(pace.book(limit: 2, now: crmMorning + 60) == nil)
        #expect(pace.book(limit: 2, now: crmMorning + 61) == 19)
    }

    @Test func book_ClockSetBack_DoesNotBlock() {
        let pace = CallPace()
        #expect(pace.book(limit: 1, now: crmMorning + 9000) == nil)
        #expect(pace.book(limit: 1, now: crmMorning) == nil)
    }
}
