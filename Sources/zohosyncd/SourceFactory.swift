import CurlHTTP
import Settings
import SyncCore
import SyncEngine
import ZohoAPI

/// Makes the source of a module: the one place that knows which product is read how.
struct SourceFactory: Sendable {
    private let http: CurlClient
    private let tokens: TokenHolder
    private let sink: any EventSink
    private let table: RationTable
    private let directories = DirectoryTable()

    init(http: CurlClient, tokens: TokenHolder, store: any RationStore, sink: any EventSink) {
        self.http = http
        self.tokens = tokens
        self.sink = sink
        table = RationTable(store: store, sink: sink)
    }

    /// The source of a module, as its settings are now.
    func make(_ order: SourceOrder) -> any RemoteSource {
        let module = order.module
        let caller = ZohoCaller(
            http: http, tokens: tokens, rations: table.rations(of: module, order.settings),
            purpose: order.purpose, reserved: order.reserved,
            callsPerMinute: module.callsPerMinute, concurrency: module.concurrency,
            ceiling: module.dailyAPICalls, time: .system, sink: sink, module: module.module,
            cancel: order.cancel)
        return switch module.module {
        case .crm: CRMSource(caller: caller)
        case .books, .inventory, .invoice:
            FinanceSource(
                caller: caller,
                organizations: directories.directory(of: module, order.settings))
        }
    }

    /// How a module stands with its calls.
    func report(_ module: ModuleSettings, _ settings: Settings) async -> RationReport {
        await table.rations(of: module, settings)
            .report(module.module, ceiling: module.dailyAPICalls)
    }
}

extension Settings {
    /// The credentials, revealed for the one who has to show them to Zoho.
    var zohoCredentials: ZohoAPI.Credentials {
        ZohoAPI.Credentials(
            clientID: credentials.clientID, clientSecret: credentials.clientSecret.reveal(),
            refreshToken: credentials.refreshToken.reveal())
    }
}
