import SyncCore

/// A lane's bell: woken by the end of a run.
struct Lane: Sendable {
    let woken: AsyncStream<Void>
    let wake: AsyncStream<Void>.Continuation
    /// Ends what the lane is doing.
    var cancel = CancelFlag()

    init() { (woken, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }
}
