import SyncCore
import SystemdHost
import TestSupport
import Testing

@Suite(.hangGuard) struct EventHubTests {
    private func event(_ text: String) -> Event { Event(.notice, .info, text) }

    @Test func everybodyHearsEverythingInOrder() async {
        let hub = EventHub()
        let feeds = [hub.subscribe(), hub.subscribe()]
        for number in 1...5 { hub.emit(event("\(number)")) }
        hub.finish()
        for feed in feeds {
            var heard: [String] = []
            for await event in feed { heard.append(event.message) }
            #expect(heard == ["1", "2", "3", "4", "5"])
        }
    }

    @Test func whoDoesNotKeepUpLosesTheOldest() async {
        let hub = EventHub(capacity: 3)
        let feed = hub.subscribe()
        for number in 1...10 { hub.emit(event("\(number)")) }
        hub.finish()
        var heard: [String] = []
        for await event in feed { heard.append(event.message) }
        #expect(heard == ["8", "9", "10"])
    }

    @Test func whoLeavesIsForgotten() async {
        let hub = EventHub()
        let feed = hub.subscribe()
        #expect(hub.listenerCount == 1)
        let reader = Task { for await _ in feed {} }
        reader.cancel()
        await reader.value
        #expect(hub.listenerCount == 0)
    }

    @Test func whoComesAfterTheEndHearsNothing() async {
        let hub = EventHub()
        hub.finish()
        hub.emit(event("late"))
        var feed = hub.subscribe().makeAsyncIterator()
        #expect(await feed.next() == nil)
        #expect(hub.listenerCount == 0)
    }
}
