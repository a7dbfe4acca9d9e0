import Settings
import SyncCore

/// The daemon's figures for a monitoring system.
extension SyncEngine {
    /// The figures in the Prometheus text format, version 0.0.4.
    public func metrics() async -> String {
        let status = await status()
        var text = MetricsText()
        text.add(
            "zohosync_up", "Whether the daemon's state is ok or disabled.", .gauge,
            [([], ["ok", "disabled"].contains(status["state"]?.string) ? 1 : 0)])
        let token = await parts.tokens.report()
        text.add(
            "zohosync_reauthorization_required",
            "Whether Zoho has refused the credentials for good.", .gauge,
            [([], token.requiresReauthorization ? 1 : 0)])
        text.add(
            "zohosync_token_expiry_timestamp_seconds", "When the access token ends.", .gauge,
            token.expiresAt.map { [([], Int($0.seconds))] } ?? [])
        text.add(
            "zohosync_token_refreshes_total", "Access tokens received since the start.", .counter,
            [([], token.refreshes)])
        text.add(
            "zohosync_token_refresh_failures_total",
            "Attempts to get an access token that failed since the start.", .counter,
            [([], token.failures)])
        let modules = status["modules"]?.array ?? []
        func each(_ key: String) -> [(labels: [(String, String)], value: Int)] {
            modules.compactMap { module in
                guard let name = module["name"]?.string else { return nil }
                let value =
                    module[key]?.integer
                    ?? module[key]?.string.flatMap { UTCInstant($0).map { Int($0.seconds) } }
                return value.map { ([("module", name)], $0) }
            }
        }
        text.add("zohosync_rows", "Live rows of a module.", .gauge, each("rows"))
        text.add(
            "zohosync_last_sync_timestamp_seconds", "When a module was last synced in full.",
            .gauge, each("last_sync"))
        let calls = (status["api_calls"]?.object?.members ?? [])
        func eachCall(_ key: String) -> [(labels: [(String, String)], value: Int)] {
            calls.compactMap { member in
                member.value[key]?.integer.map { ([("module", member.key)], $0) }
            }
        }
        text.add(
            "zohosync_api_calls_today", "Calls made today.", .gauge, eachCall("today"))
        text.add(
            "zohosync_api_calls_left", "Calls that may still be made today.", .gauge,
            eachCall("left"))
        let streams = (try? await streams()) ?? []
        text.add(
            "zohosync_details_pending", "Records whose details are still to be read.", .gauge,
            streams.compactMap { stream in
                guard let table = stream["table"]?.string,
                    let pending = stream["details_pending"]?.integer
                else { return nil }
                return ([("stream", table)], pending)
            })
        text.add(
            "zohosync_failures_in_a_row", "Failed syncs of a module since the last good one.",
            .gauge,
            settings.modules.map {
                (
                    [("module", $0.module.rawValue)],
                    self.modules[$0.module]?.news.failuresInARow ?? 0
                )
            })
        return text.text
    }
}
