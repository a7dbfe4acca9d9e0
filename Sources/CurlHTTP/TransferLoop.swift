import CCurl
import Glibc
import SyncCore
import Synchronization

/// The thread that drives every transfer of a client, and the letterbox to it.
// Proof: `multi` is used by the thread only, except for curl_multi_wakeup, which any thread
// may call (curl_multi_wakeup(3)) and which is called under the lock, before the clean-up.
final class TransferLoop: @unchecked Sendable {
    enum Order {
        case begin(Transfer, Transfer.Receiver)
        case cancel(Transfer)
        case resume(Transfer)
    }

    private struct Letterbox {
        var orders: [Order] = []
        var isClosing = false
        var hasEnded = false
        var isJoined = false
        var thread: pthread_t?
        var closers: [CheckedContinuation<Void, Never>] = []
    }

    private let multi: UnsafeMutableRawPointer
    private let letterbox = Mutex(Letterbox())

    /// Starts the thread.
    init(maximumConnectionsPerHost: Int) throws(HTTPFailure) {
        guard CurlLibrary.isReady, let multi = curl_multi_init() else {
            throw HTTPFailure(.unreachable, "libcurl cannot start")
        }
        self.multi = multi
        ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, maximumConnectionsPerHost)
        // Enough for the hosts of one account; the least recently used is closed first.
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, max(16, maximumConnectionsPerHost))
        var thread = pthread_t()
        // Proof: released by the thread, which takes it, or below where there is no thread.
        let loop = Unmanaged.passRetained(self)
        let error = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<TransferLoop>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, loop.toOpaque())
        guard error == 0 else {
            loop.release()
            curl_multi_cleanup(multi)
            let cause = String(cString: strerror(error))
            throw HTTPFailure(.unreachable, "cannot start a thread: \(cause)")
        }
        let started = thread
        letterbox.withLock { $0.thread = started }
    }

    /// Gives the thread an order. After `close`, a beginning is refused and the rest is void.
    func give(_ order: Order) {
        let isTaken = letterbox.withLock { box in
            guard !box.isClosing else { return false }
            box.orders.append(order)
            curl_multi_wakeup(multi)
            return true
        }
        if !isTaken, case .begin(let transfer, let receiver) = order {
            transfer.refuse(receiver, HTTPFailure(.cancelled, "the client is closed"))
        }
    }

    /// Cancels a transfer, begun or not.
    func cancel(_ transfer: Transfer) {
        transfer.isCancelled.store(true, ordering: .releasing)
        give(.cancel(transfer))
    }

    /// Asks the thread to end, without waiting for it.
    func stop() {
        letterbox.withLock { box in
            box.isClosing = true
            if !box.hasEnded { curl_multi_wakeup(multi) }
            if !box.isJoined, let thread = box.thread {
                box.isJoined = true
                pthread_detach(thread)
            }
        }
    }

    /// Ends the thread and waits for it.
    func close() async {
        await withCheckedContinuation { continuation in
            let hasEnded = letterbox.withLock { box in
                box.isClosing = true
                guard !box.hasEnded else { return true }
                box.closers.append(continuation)
                curl_multi_wakeup(multi)
                return false
            }
            if hasEnded { continuation.resume() }
        }
        let thread = letterbox.withLock { box -> pthread_t? in
            guard !box.isJoined else { return nil }
            box.isJoined = true
            return box.thread
        }
        // The thread has nothing left to do but to return.
        if let thread { pthread_join(thread, nil) }
    }

    private func run() {
        // All signals are blocked here: they belong to the daemon's own handling, and a SIGPIPE
        // from a TLS connection that was reset must not end the process (CURLOPT_NOSIGNAL(3)).
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)

        let table = TransferTable(multi)
        while true {
            let (orders, isClosing) = letterbox.withLock { box in
                let orders = box.orders
                box.orders = []
                return (orders, box.isClosing)
            }
            orders.forEach(table.carryOut)
            if isClosing { break }
            table.performAndWait()
        }
        table.failAll(HTTPFailure(.cancelled, "the client is closed"))
        let closers = letterbox.withLock { box in
            box.hasEnded = true
            return box.closers
        }
        curl_multi_cleanup(multi)
        closers.forEach { $0.resume() }
    }
}

/// libcurl's own state.
private enum CurlLibrary {
    /// Whether libcurl could be initialised, which happens once (curl_global_init(3)).
    static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}
