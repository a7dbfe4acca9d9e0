import SyncCore
import Synchronization

/// What stands between a streamed transfer and its reader: the bytes not read yet, at most
/// about `limit`. Beyond that the transfer pauses until the reader has caught up.
final class StreamBuffer: Sendable {
    typealias Head = (status: Int, headers: [(name: String, value: String)])
    typealias Chunk = Result<[UInt8]?, HTTPFailure>

    private struct State {
        var head: CheckedContinuation<Result<Head, HTTPFailure>, Never>?
        var reader: CheckedContinuation<Chunk, Never>?
        var pending: [UInt8] = []
        var isPaused = false
        var end: Result<Void, HTTPFailure>?
    }

    private let state = Mutex(State())
    private let limit = 256 << 10

    /// Says who waits for the head; before the transfer begins.
    func awaitHead(_ continuation: CheckedContinuation<Result<Head, HTTPFailure>, Never>) {
        state.withLock { $0.head = continuation }
    }

    // The transfer's side.

    /// The final answer's head is there.
    func open(_ head: Head) {
        let waiting = state.withLock { $0.head.take() }
        waiting?.resume(returning: .success(head))
    }

    /// Takes bytes of the body. False if the reader is behind: the transfer must pause, and
    /// bring the same bytes again.
    func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let (isTaken, reader) = state.withLock { state in
            if let reader = state.reader.take() { return (true, Optional(reader)) }
            // Where nothing is pending even a chunk above the limit goes in, or none ever would.
            guard state.pending.isEmpty || state.pending.count + bytes.count <= limit else {
                state.isPaused = true
                return (false, nil)
            }
            state.pending.append(contentsOf: bytes)
            return (true, nil)
        }
        reader?.resume(returning: .success(Array(bytes)))
        return isTaken
    }

    /// The transfer has ended.
    func finish(_ result: Result<Void, HTTPFailure>) {
        let (head, reader) = state.withLock { state in
            state.end = state.end ?? result
            return (state.head.take(), state.reader.take())
        }
        // A transfer without a head never ends well; the second failure is for the compiler.
        head?.resume(
            returning: result.flatMap { .failure(HTTPFailure(.interrupted, "no header")) })
        reader?.resume(returning: result.map { nil })
    }

    // The reader's side.

    /// The next bytes; nil at the end. `resume` is called if the transfer has paused.
    func next(resume: () -> Void) async -> Chunk {
        let (ready, mustResume) = state.withLock { state -> (Chunk?, Bool) in
            guard !state.pending.isEmpty else { return (nil, false) }
            let bytes = state.pending
            state.pending = []
            let wasPaused = state.isPaused
            state.isPaused = false
            return (.success(bytes), wasPaused)
        }
        if mustResume { resume() }
        if let ready { return ready }
        return await withCheckedContinuation { continuation in
            let answer = state.withLock { state -> Chunk? in
                if !state.pending.isEmpty {
                    let bytes = state.pending
                    state.pending = []
                    return .success(bytes)
                }
                if let end = state.end { return end.map { nil } }
                guard state.reader == nil else {
                    return .failure(HTTPFailure(.invalidRequest, "the stream has two readers"))
                }
                state.reader = continuation
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }
}
