import Settings
import SyncCore
import Synchronization
import ZohoAPI

/// The rations of each organisation, made when they are first wanted and kept for good: what was
/// used does not change with the settings.
final class RationTable: Sendable {
    private let store: any RationStore
    private let time: TimeSource
    private let sink: any EventSink
    private let table = Mutex<[String: Rations]>([:])

    init(store: any RationStore, time: TimeSource, sink: any EventSink) {
        self.store = store
        self.time = time
        self.sink = sink
    }

    /// The rations by which a module makes its calls.
    func rations(of module: ModuleSettings, _ settings: Settings) -> Rations {
        let key = Self.key(of: module, settings)
        return table.withLock { table in
            if let rations = table[key] { return rations }
            let rations = Rations(key: key, store: store, time: time, sink: sink)
            table[key] = rations
            return rations
        }
    }

    /// Books, Inventory and Invoice of one organisation share what Zoho allows it.
    private static func key(of module: ModuleSettings, _ settings: Settings) -> String {
        switch module.module {
        case .crm: "crm"
        case .books, .inventory, .invoice:
            "finance:" + (module.organizationID ?? settings.organizationID ?? "default")
        }
    }
}
