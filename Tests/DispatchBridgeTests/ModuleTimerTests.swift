import Testing

@testable import DispatchBridge

@Suite struct ModuleTimerTests {
    @Test func firesOnceAndCanBeArmedAgain() async {
        let (fired, continuation) = AsyncStream.makeStream(of: UInt64.self)
        let timer = ModuleTimer(label: "test") { continuation.yield(MonotonicTime.now) }
        var expiries = fired.makeAsyncIterator()
        for _ in 1...3 {
            let earliest = MonotonicTime.after(.milliseconds(5))
            timer.arm(after: .milliseconds(5), leeway: .milliseconds(1))
            let moment = await expiries.next()
            #expect(moment.map { $0 >= earliest } == true)
        }
    }

    @Test func theLastArmingCounts() async {
        let (fired, continuation) = AsyncStream.makeStream(of: Void.self)
        let timer = ModuleTimer(label: "test") { continuation.yield() }
        timer.arm(after: .seconds(3600))
        timer.arm(after: .zero)
        var expiries = fired.makeAsyncIterator()
        #expect(await expiries.next() != nil)
    }

    @Test func theHandlerMayArmAgain() async {
        let (fired, continuation) = AsyncStream.makeStream(of: Void.self)
        let holder = Holder()
        holder.timer = ModuleTimer(label: "test") {
            continuation.yield()
            holder.timer?.arm(after: .zero)
        }
        holder.timer?.arm(after: .zero)
        var expiries = fired.makeAsyncIterator()
        for _ in 1...3 { #expect(await expiries.next() != nil) }
        holder.timer?.cancel()
    }

    @Test func aTimerThatWasCancelledStaysSilent() async {
        let (fired, continuation) = AsyncStream.makeStream(of: String.self)
        let cancelled = ModuleTimer(label: "cancelled") { continuation.yield("cancelled") }
        let later = ModuleTimer(label: "later") { continuation.yield("later") }
        cancelled.arm(after: .milliseconds(5))
        cancelled.cancel()
        later.arm(after: .milliseconds(20))
        var expiries = fired.makeAsyncIterator()
        #expect(await expiries.next() == "later")
    }

    @Test func anExpiryOnItsWayIsIgnoredAfterCancelAndAfterALaterArming() {
        var machine = ModuleTimer.StateMachine()
        #expect(machine.fired(now: 10) == .ignore)
        machine.arm(10)
        machine.disarm()
        #expect(machine.fired(now: 10) == .ignore)
        machine.arm(10)
        machine.arm(20)
        #expect(machine.fired(now: 10) == .ignore)
        #expect(machine.fired(now: 20) == .deliver)
        #expect(machine.fired(now: 21) == .ignore)
    }

    @Test func durationsAreClamped() {
        #expect(MonotonicTime.nanoseconds(.milliseconds(1500)) == 1_500_000_000)
        #expect(MonotonicTime.nanoseconds(.seconds(-1)) == 0)
        #expect(MonotonicTime.nanoseconds(.seconds(Int64.max)) == UInt64(Int64.max))
        #expect(MonotonicTime.after(.seconds(1), now: 5) == 1_000_000_005)
        #expect(MonotonicTime.after(.seconds(-1), now: 5) == 5)
        #expect(MonotonicTime.after(.seconds(Int64.max), now: .max) == UInt64.max - 1)
    }
}

/// Lets a handler reach the timer that it belongs to.
private final class Holder: Sendable {
    // Proof: set once before the timer is armed for the first time.
    nonisolated(unsafe) var timer: ModuleTimer?
}
