import CCurl
import Glibc
import SyncCore
import Synchronization

/// The transfers in flight. Belongs to the loop's thread.
final class TransferTable {
    private let multi: UnsafeMutableRawPointer
    private var transfers: [UnsafeMutableRawPointer: Transfer] = [:]

    init(_ multi: UnsafeMutableRawPointer) { self.multi = multi }

    /// Carries out an order.
    func carryOut(_ order: TransferLoop.Order) {
        switch order {
        case .begin(let transfer, let receiver):
            guard !transfer.isCancelled.load(ordering: .acquiring) else {
                return transfer.refuse(receiver, .taskCancelled)
            }
            do throws(HTTPFailure) {
                let easy = try transfer.begin(receiver)
                transfers[easy.pointer] = transfer
                let code = curl_multi_add_handle(multi, easy.pointer)
                if code != CURLM_OK { end(transfer, .failure(HTTPFailure(code))) }
            } catch {
                transfer.finish(.failure(error))
            }
        case .cancel(let transfer):
            end(transfer, .failure(.taskCancelled))
        case .resume(let transfer):
            guard let easy = transfer.easy else { return }
            curl_easy_pause(easy.pointer, CURLPAUSE_CONT)
        }
    }

    /// Does what can be done now, then sleeps until there is more: data, an order, a deadline.
    /// Without transfers nothing but an order ends the sleep.
    func performAndWait() {
        if !transfers.isEmpty {
            var running: Int32 = 0
            let code = curl_multi_perform(multi, &running)
            finishDone()
            guard code == CURLM_OK else { return giveUp(code) }
        }
        let code = curl_multi_poll(multi, nil, 0, Int32(untilDeadline()), nil)
        if code != CURLM_OK { giveUp(code) }
    }

    /// Ends every transfer.
    func failAll(_ failure: HTTPFailure) {
        for transfer in Array(transfers.values) { end(transfer, .failure(failure)) }
    }

    /// Hands over what has ended by itself.
    private func finishDone() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let pointer = message.pointee.easy_handle,
                let transfer = transfers.removeValue(forKey: pointer)
            else { continue }
            // The message dies with the removal (curl_multi_info_read(3)).
            let code = ccurl_message_result(message)
            curl_multi_remove_handle(multi, pointer)
            transfer.finish(code)
        }
    }

    /// Ends what is past its deadline; returns the milliseconds to the next one.
    private func untilDeadline() -> Int {
        guard !transfers.isEmpty else { return Int(Int32.max) }
        let now = ContinuousClock.now
        var next = Int(Int32.max)
        for (pointer, transfer) in transfers {
            let left = now.duration(to: transfer.deadline)
            if left <= .zero {
                transfers[pointer] = nil
                curl_multi_remove_handle(multi, pointer)
                transfer.expire()
            } else {
                // One more, so that the sleep does not end just before the deadline.
                next = min(next, min(left.milliseconds, Int(Int32.max) - 1) + 1)
            }
        }
        return next
    }

    private func end(_ transfer: Transfer, _ result: Result<Void, HTTPFailure>) {
        if let pointer = transfer.easy?.pointer, transfers.removeValue(forKey: pointer) != nil {
            curl_multi_remove_handle(multi, pointer)
        }
        transfer.finish(result)
    }

    /// A fault of the multi handle itself: nothing in flight can go on.
    private func giveUp(_ code: CURLMcode) {
        failAll(HTTPFailure(code))
        // Should the fault last, this thread must not spin.
        usleep(100_000)
    }
}

extension HTTPFailure {
    static let taskCancelled = HTTPFailure(.cancelled, "the task was cancelled")

    init(_ code: CURLMcode) {
        self.init(.interrupted, String(cString: curl_multi_strerror(code)))
    }
}
