import CurlHTTP
import DispatchBridge
import Settings
import SyncCore
import SyncEngine
import Synchronization
import ZohoAPI
import ZohoSources

/// Refreshes the access token before it expires, by a timer, and tells the engine about it.
final class TokenWatch: TokenKeeper {
    let holder: TokenHolder
    private let http: CurlClient
    private let timer: ModuleTimer
    private let due: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation
    private let isWanted: Mutex<Bool>

    /// A watch on a holder, which talks to Zoho through this client.
    init(holder: TokenHolder, http: CurlClient, settings: Settings) {
        self.holder = holder
        self.http = http
        let (due, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.due = due
        self.wake = wake
        timer = ModuleTimer(label: "zohosyncd.token") { wake.yield() }
        isWanted = Mutex(Self.needsToken(settings))
    }

    /// Keeps the token fresh, and tells again of credentials that Zoho has refused, until the task is cancelled.
    func run() async {
        await arm()
        for await _ in due {
            await holder.storeReplacement()
            if isWanted.withLock({ $0 }) { await holder.refreshIfDue() }
            await arm()
        }
    }

    func report() async -> TokenReport {
        let state = await holder.state
        return TokenReport(
            expiresAt: state.expiresAt, refreshedAt: state.refreshedAt,
            lastError: state.lastError.map(RunError.init), refreshes: state.refreshes,
            failures: state.failures, storageProblem: state.storageProblem,
            requiresReauthorization: state.requiresReauthorization)
    }

    func refresh() async throws(SyncFailure) -> Bool {
        let isNew = try await holder.renew()
        await arm()
        return isNew
    }

    func adopt(_ settings: Settings) async {
        isWanted.withLock { $0 = Self.needsToken(settings) }
        // Before anybody asks with the new credentials.
        http.trust(caBundle: settings.caBundle)
        await holder.replaceCredentials(
            settings.credentials, accountsServer: settings.accountsServer,
            apiDomain: settings.apiDomain, dataCenters: settings.dataCentersToAsk)
        await arm()
        // A refresh token that could not be put away may find its place now. Not here: the audit may
        // have to wait for the disk, and a reload must not.
        wake.yield()
    }

    func credentials() async -> Credentials { await holder.credentials }

    private func arm() async {
        guard isWanted.withLock({ $0 }), let next = await holder.nextRefresh() else {
            return timer.cancel()
        }
        timer.arm(after: .seconds(max(1, next - .current)), leeway: .seconds(1))
    }

    /// A daemon that syncs nothing by itself gets a token when somebody asks for a sync.
    private static func needsToken(_ settings: Settings) -> Bool {
        settings.enabled && settings.modules.contains(where: \.enabled)
    }
}
