import CurlHTTP
import Settings
import SyncCore
import ZohoAPI

/// Makes the source of a module: the one place that knows which product is read how.
struct SourceFactory: Sendable {
    let http: CurlClient
    let tokens: TokenHolder
    let sink: any EventSink
    private let paces = Dictionary(
        uniqueKeysWithValues: Module.allCases.map { ($0, CallPace()) })

    init(http: CurlClient, tokens: TokenHolder, sink: any EventSink) {
        self.http = http
        self.tokens = tokens
        self.sink = sink
    }

    /// Whether this version can read a product.
    static func supports(_ module: Module) -> Bool { module == .crm }

    /// The source of a module; nil for a product that this version cannot read.
    func make(
        _ module: ModuleSettings, _ settings: Settings, usedToday: Int, cancel: CancelFlag
    ) -> (any RemoteSource)? {
        guard Self.supports(module.module) else { return nil }
        let caller = ZohoCaller(
            http: http, tokens: tokens, gate: CallGate(limit: module.concurrency),
            ledger: CallLedger(
                ceiling: module.dailyAPICalls, usedToday: usedToday, now: .current),
            pace: paces[module.module] ?? CallPace(), callsPerMinute: module.callsPerMinute,
            time: .system, sink: sink, module: module.module, cancel: cancel)
        return CRMSource(caller: caller)
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
