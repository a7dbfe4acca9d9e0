import ControlAPI
import Settings
import SyncCore

/// The connection test.
extension SyncEngine {
    /// Waits for the database's writer, refreshes the token and makes one cheap call per enabled module.
    public func test() async -> JSONValue {
        var checks: [JSONValue] = []
        var isOK = true
        func note(_ name: String, _ failure: SyncFailure?, _ detail: String) {
            isOK = isOK && failure == nil
            checks.append([
                "name": .string(name), "ok": .bool(failure == nil),
                "detail": .string(failure?.message ?? detail), "hint": JSONValue(failure?.hint),
            ])
        }
        let database = await failure { () throws(SyncFailure) in
            try await self.parts.mirror.ping()
        }
        note("database", database, "writable")
        var isNew = true
        let token = await failure { () throws(SyncFailure) in
            isNew = try await self.parts.tokens.refresh()
        }
        note(
            "access token", token,
            isNew ? "refreshed" : "still good; not refreshed again, to spare Zoho's limit")
        for module in settings.modules where module.enabled {
            let name = module.module.rawValue
            guard token == nil else {
                note(
                    name,
                    SyncFailure(
                        .reauthorizationRequired, "not tested: there is no access token",
                        disposition: .stopModule), "")
                continue
            }
            let source = parts.makeSource(
                SourceOrder(module: module, settings: settings, cancel: CancelFlag()))
            var streams: [StreamDescription] = []
            let found = await failure { () throws(SyncFailure) in
                streams = try await source.check(meter: CallMeter())
            }
            let readable = streams.count { $0.unavailable == nil }
            note(name, found, "answers, with \(readable) streams")
        }
        return ["ok": .bool(isOK), "checks": .array(checks)]
    }

    private func failure(
        _ body: () async throws(SyncFailure) -> Void
    ) async -> SyncFailure? {
        do throws(SyncFailure) {
            try await body()
            return nil
        } catch {
            return error
        }
    }
}
