import Logging
import SyncCore
import Synchronization
import TestSupport
import Testing

@testable import SystemdHost

@Suite(.hangGuard) struct EventLogTests {
    private func log(_ floor: Event.Level, _ lines: Lines, _ hub: EventHub) -> EventLog {
        let handler = PlainLogHandler(
            level: .trace, now: { UTCInstant(seconds: 0) },
            write: { line in lines.all.withLock { $0.append(line) } })
        return EventLog(
            logger: Logger(label: "test", factory: { _ in handler }), floor: floor, hub: hub)
    }

    @Test func anEventBecomesALineAndReachesTheHub() async {
        let lines = Lines()
        let hub = EventHub()
        let log = log(.info, lines, hub)
        var feed = hub.subscribe().makeAsyncIterator()
        log.emit(Event(.syncFinished, .info, "12 records", [(.module, "Zoho CRM")]))
        log.emit(Event(.notice, .debug, "below the floor"))
        #expect(
            lines.all.withLock { $0 } == [
                "1970-01-01T00:00:00Z info sync_finished Zoho CRM: 12 records\n"
            ])
        #expect(await feed.next()?.message == "12 records")
        #expect(await feed.next()?.message == "below the floor")
    }

    @Test func theFloorLetsTheMoreUrgentThrough() {
        for floor in Event.Level.all {
            let lines = Lines()
            let log = log(floor, lines, EventHub())
            for level in Event.Level.all { log.emit(Event(.notice, level, "x")) }
            let expected = Event.Level.all.filter { $0 >= floor }.map {
                "1970-01-01T00:00:00Z \($0.name) notice x\n"
            }
            #expect(lines.all.withLock { $0 } == expected)
        }
    }

    @Test func theFieldsBecomeMetadata() {
        let metadata = EventLog.metadata(
            Event(.configChanged, .notice, "x", [(.peerUID, "1000"), (.configKeys, "enabled")]))
        #expect(
            metadata == [
                "ZOHO_EVENT": "config_changed", "PEER_UID": "1000", "CONFIG_KEYS": "enabled",
                "MESSAGE_ID": "7bd9029e8b4e4080a7b6f2265aa51ee5",
            ])
        #expect(EventLog.metadata(Event(.notice, .info, "x")) == ["ZOHO_EVENT": "notice"])
    }

    /// CODE_FILE and its companions name the place that tells, and not the log.
    @Test func anEntryNamesThePlaceThatTells() {
        let places = Places()
        let log = EventLog(
            logger: Logger(label: "test", factory: { _ in PlaceHandler(places: places) }),
            floor: .info, hub: EventHub())
        log.emit(Event(.notice, .info, "x"))
        let line = UInt(#line) - 1
        #expect(
            places.all.withLock { $0 } == [
                Event(.notice, .info, "", file: "SystemdHostTests/EventLogTests.swift", line: line)
                    .origin
            ])
    }

    @Test func levelsHaveNames() {
        #expect(Event.Level.all.map(\.name) == ["error", "warning", "notice", "info", "debug"])
        for level in Event.Level.all { #expect(Event.Level(named: level.name) == level) }
        #expect(Event.Level(named: "verbose") == nil)
        #expect(Event.Level(named: "Info") == nil)
    }
}

private final class Places: Sendable {
    let all = Mutex<[Event.Origin]>([])
}

/// Notes where entries say that they come from.
private struct PlaceHandler: LogHandler {
    let places: Places
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let place = Event(
            .notice, .info, "", file: event.file, line: event.line, function: event.function)
        places.all.withLock { $0.append(place.origin) }
    }
}
