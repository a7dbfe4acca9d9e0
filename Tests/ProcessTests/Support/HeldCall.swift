import Dispatch
import ZohoSimulator

/// A call that the simulator holds back until the test lets it go.
final class HeldCall: Sendable {
    private let isReached = Watched(false)
    private let door = DispatchSemaphore(value: 0)

    /// Waits until the call has come.
    func reached() async throws {
        _ = try await isReached.wait(for: "the held call") { $0 ? true : nil }
    }

    /// Lets the call go, and all after it.
    func open() { door.signal() }

    fileprivate func hold() {
        isReached.change { $0 = true }
        // Not for ever: a test that fails must not block the simulator's thread.
        _ = door.wait(timeout: .now() + 15)
        door.signal()
    }
}

extension Workbench {
    /// Holds back the first call for contacts, and may do worse to it afterwards.
    func holdContacts(then fault: ZohoSimulator.Fault.Kind? = nil) -> HeldCall {
        let call = HeldCall()
        if let fault { simulator.inject(.init(fault, module: "Contacts", times: nil)) }
        simulator.setBeforeRequest { _, path in
            if path.hasPrefix("/crm/v8/Contacts") { call.hold() }
        }
        return call
    }
}
