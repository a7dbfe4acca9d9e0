import NIOCore
import Synchronization

/// The open connections, numbered.
final class ConnectionRegister: Sendable {
    private let state = Mutex<(next: Int, open: [Int: any Channel])>((1, [:]))

    var all: [any Channel] { state.withLock { Array($0.open.values) } }

    func add(_ channel: any Channel) -> Int {
        state.withLock { state in
            let number = state.next
            state.next += 1
            state.open[number] = channel
            return number
        }
    }

    func remove(_ number: Int) {
        state.withLock { _ = $0.open.removeValue(forKey: number) }
    }
}
