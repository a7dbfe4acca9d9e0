import Synchronization
import Testing

@testable import SystemdHost

/// Who is fed, and who is not.
@Suite struct WatchdogTests {
    @Test func bothHaveToAnswer() {
        var decision = WatchdogDecision()
        #expect(decision.on(.beat(progress: 0)) == .ask)
        #expect(decision.on(.engineAnswered) == .wait)
        #expect(decision.on(.writerAnswered) == .feed)
        #expect(decision.on(.beat(progress: 0)) == .ask)
        #expect(decision.on(.writerAnswered) == .wait)
        #expect(decision.on(.engineAnswered) == .feed)
    }

    @Test func aStuckEngine_IsNotFed_HoweverBusyTheWriter() {
        var decision = WatchdogDecision()
        #expect(decision.on(.beat(progress: 0)) == .ask)
        #expect(decision.on(.writerAnswered) == .wait)
        for progress in 1...10 {
            #expect(decision.on(.beat(progress: UInt64(progress))) == .wait)
        }
        #expect(decision.on(.engineAnswered) == .feed)
    }

    @Test func aStuckWriter_IsNotFed() {
        var decision = WatchdogDecision()
        #expect(decision.on(.beat(progress: 7)) == .ask)
        #expect(decision.on(.engineAnswered) == .wait)
        for _ in 0..<10 { #expect(decision.on(.beat(progress: 7)) == .wait) }
    }

    @Test func aWriterThatGetsOn_IsFed_UntilItStops() {
        var decision = WatchdogDecision()
        #expect(decision.on(.beat(progress: 7)) == .ask)
        #expect(decision.on(.engineAnswered) == .wait)
        #expect(decision.on(.beat(progress: 8)) == .feed)
        #expect(decision.on(.beat(progress: 9)) == .feed)
        #expect(decision.on(.beat(progress: 9)) == .wait)
        #expect(decision.on(.writerAnswered) == .feed)
        #expect(decision.on(.beat(progress: 9)) == .ask)
    }

    @Test func itIsFedAtOnce_AndAtEachBeat() async {
        let world = World()
        await world.run(engine: {}, writer: {}) {
            await world.feeds(1)
            for feeds in 2...4 {
                world.beat()
                await world.feeds(feeds)
            }
        }
        #expect(world.beats == 3)
        #expect(world.waits.allSatisfy { $0 == .seconds(20) })
    }

    @Test func aStuckEngineOrWriter_GetsNoMore() async {
        for isEngineStuck in [true, false] {
            let world = World()
            let (never, _) = AsyncStream<Void>.makeStream()
            let stuck: @Sendable () async -> Void = { for await _ in never {} }
            let well: @Sendable () async -> Void = {}
            await world.run(
                engine: isEngineStuck ? stuck : well, writer: isEngineStuck ? well : stuck
            ) {
                await world.feeds(1)
                for beats in 1...5 {
                    world.beat()
                    await world.haveBeat(beats)
                }
            }
            #expect(world.fed == 1)
        }
    }

    @Test func withoutAWatchdog_ThereAreOnlyBeats() async {
        let world = World()
        await world.run(limit: nil, engine: {}, writer: {}) {
            world.beat()
            await world.haveBeat(1)
        }
        #expect(world.fed == 0)
        #expect(world.waits.first == .seconds(30))
    }

    @Test func theStatusIsToldWhenItHasChanged() async {
        let sent = Mutex<[String]>([])
        let text = Mutex("one")
        let line = StatusLine(
            notifier: ServiceNotifier { message in sent.withLock { $0.append(message) } }
        ) {
            text.withLock { $0 }
        }
        await line.tell()
        await line.tell()
        await line.ready()
        await line.tell()
        text.withLock { $0 = "two" }
        await line.tell()
        line.stopping("three")
        text.withLock { $0 = "four" }
        await line.tell()
        #expect(
            sent.withLock { $0 } == [
                "STATUS=one", "READY=1\nSTATUS=one", "STATUS=two", "STOPPING=1\nSTATUS=three",
            ])
    }
}

/// A watchdog whose time the test makes.
private final class World: Sendable {
    private struct State {
        var fed = 0
        var beats = 0
        var waits: [Duration] = []
    }

    private let state = Mutex(State())
    private let ticks = AsyncStream<Void>.makeStream()
    private let changes = AsyncStream<Void>.makeStream()

    var fed: Int { state.withLock { $0.fed } }
    var beats: Int { state.withLock { $0.beats } }
    var waits: [Duration] { state.withLock { $0.waits } }

    func beat() { ticks.continuation.yield() }

    func feeds(_ count: Int) async { await until { $0.fed >= count } }
    func haveBeat(_ count: Int) async { await until { $0.beats >= count } }

    func run(
        limit: Duration? = .seconds(60), engine: @escaping @Sendable () async -> Void,
        writer: @escaping @Sendable () async -> Void, _ body: () async -> Void
    ) async {
        let watchdog = Watchdog(
            limit: limit,
            witnesses: .init(engine: engine, writer: writer, progress: { 0 }),
            feed: { self.change { $0.fed += 1 } }, onBeat: { self.change { $0.beats += 1 } }
        ) { duration in
            self.state.withLock { $0.waits.append(duration) }
            for await _ in self.ticks.stream { return }
            throw CancellationError()
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await watchdog.run() }
            await body()
            group.cancelAll()
        }
    }

    private func change(_ body: @Sendable (inout State) -> Void) {
        state.withLock { body(&$0) }
        changes.continuation.yield()
    }

    private func until(_ isMet: @Sendable (State) -> Bool) async {
        if isMet(state.withLock { $0 }) { return }
        for await _ in changes.stream where isMet(state.withLock { $0 }) { return }
    }
}
