/// Whether the watchdog is fed: a decision about answers alone.
///
/// At each beat the engine's loop and the writer are asked to answer. Only when both have done so
/// is the watchdog fed. A writer whose turn has not come, since it works on something long or waits
/// for another program's lock, is not stuck as long as it gets on.
struct WatchdogDecision {
    enum Event: Equatable {
        /// It is time again. The writer's progress is any number that changes as it gets on.
        case beat(progress: UInt64)
        case engineAnswered
        case writerAnswered
    }

    enum Action: Equatable { case ask, feed, wait }

    private var isEngineDue = false
    private var isWriterDue = false
    private var progress: UInt64 = 0

    mutating func on(_ event: Event) -> Action {
        switch event {
        case .beat(let progress):
            defer { self.progress = progress }
            guard isEngineDue || isWriterDue else {
                isEngineDue = true
                isWriterDue = true
                return .ask
            }
            return !isEngineDue && progress != self.progress ? .feed : .wait
        case .engineAnswered:
            isEngineDue = false
            return isWriterDue ? .wait : .feed
        case .writerAnswered:
            isWriterDue = false
            return isEngineDue ? .wait : .feed
        }
    }
}
