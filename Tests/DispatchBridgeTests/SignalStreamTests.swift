import Glibc
import TestSupport
import Testing

@testable import DispatchBridge

/// Real signals to the test process, so one test at a time.
@Suite(.serialized, .hangGuard) struct SignalStreamTests {
    @Test func deliversSignalsThatWouldHaveEndedTheProcess() async {
        let stream = SignalStream([SIGHUP, SIGUSR2, SIGTERM])
        var signals = stream.signals.makeAsyncIterator()
        for number in [SIGHUP, SIGUSR2, SIGTERM, SIGHUP] {
            kill(getpid(), number)
            #expect(await signals.next() == number)
        }
    }

    @Test func endsWhenCancelledAndTheSignalStaysHarmless() async {
        let stream = SignalStream([SIGUSR1])
        stream.cancel()
        stream.cancel()
        var signals = stream.signals.makeAsyncIterator()
        #expect(await signals.next() == nil)
        kill(getpid(), SIGUSR1)
        raise(SIGUSR1)
    }

    @Test func twoStreamsHearTheSameSignal() async {
        let first = SignalStream([SIGUSR2])
        let second = SignalStream([SIGUSR2])
        kill(getpid(), SIGUSR2)
        var one = first.signals.makeAsyncIterator()
        var two = second.signals.makeAsyncIterator()
        #expect(await one.next() == SIGUSR2)
        #expect(await two.next() == SIGUSR2)
    }

    @Test func writingToAPeerThatLeftIsAnErrorAndNotASignal() {
        let stream = SignalStream([])
        var ends: [CInt] = [0, 0]
        #expect(pipe(&ends) == 0)
        close(ends[0])
        #expect(write(ends[1], "x", 1) == -1)
        #expect(errno == EPIPE)
        close(ends[1])
        stream.cancel()
    }

    @Test func theSourcesAreCancelledOnce() {
        var machine = SignalStream.StateMachine()
        #expect(machine.cancel() == .cancelSources)
        #expect(machine.cancel() == .nothing)
    }
}
