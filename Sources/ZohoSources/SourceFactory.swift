public import Settings
public import SyncCore
public import SyncEngine
public import ZohoAPI

/// Makes the source of a module: the one place that knows which product is read how.
public struct SourceFactory: Sendable {
    private let http: any HTTPClient
    private let tokens: any AccessTokens
    private let time: TimeSource
    private let sink: any EventSink
    private let table: RationTable
    private let directories = DirectoryTable()

    /// A factory whose rations are kept in this store.
    public init(
        http: any HTTPClient, tokens: any AccessTokens, store: any RationStore, time: TimeSource,
        sink: any EventSink
    ) {
        self.http = http
        self.tokens = tokens
        self.time = time
        // A source lives for one run: what it tells each time would be told at each sync.
        self.sink = NewsDesk(sink: sink, time: time)
        table = RationTable(store: store, time: time, sink: sink)
    }

    /// The source of a module, as its settings are now.
    public func make(_ order: SourceOrder) -> any RemoteSource {
        let module = order.module
        let caller = ZohoCaller(
            http: http, tokens: tokens, rations: table.rations(of: module, order.settings),
            purpose: order.purpose, reserved: order.reserved,
            callsPerMinute: module.callsPerMinute, concurrency: module.concurrency,
            ceiling: module.dailyAPICalls, time: time, sink: sink, module: module.module,
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
    public func report(_ module: ModuleSettings, _ settings: Settings) async -> RationReport {
        await table.rations(of: module, settings)
            .report(module.module, ceiling: module.dailyAPICalls)
    }
}
