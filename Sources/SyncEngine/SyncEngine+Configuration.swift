public import ControlAPI
public import Settings
import SyncCore

/// The configuration, as the control interface reads and edits it.
extension SyncEngine {
    /// The configuration with its secrets masked, or in clear where `reveal` is set. Nobody sees a
    /// secret without an entry in the audit.
    public func configuration(
        reveal: Bool, caller: Caller
    ) async throws(Problem) -> JSONValue {
        let value: JSONValue
        do throws(ConfigError) {
            guard reveal else { return try parts.config.maskedJSON() }
            value = try parts.config.revealedJSON(await parts.tokens.credentials())
        } catch {
            throw problem(error)
        }
        do throws(SyncFailure) {
            try await parts.audit.write(
                .secretsRevealed, by: caller, request: "GET \(ControlPath.base)")
        } catch {
            throw Problem(
                status: 500, code: error.code,
                detail: "nothing is revealed that the audit cannot tell of: \(error.message)",
                hint: error.hint)
        }
        parts.sink.emit(
            Event(
                .secretsRevealed, .notice, "secrets were revealed to \(await name(caller))",
                peerFields(caller)))
        return value
    }

    /// Writes a merge patch into the file, takes the new settings up and answers with them, masked.
    /// Who may change the configuration may have to, to mend the disk: it does not take the audit.
    public func patchConfiguration(
        _ patch: JSONValue, caller: Caller
    ) async throws(Problem) -> ChangedConfiguration {
        let request = "POST \(ControlPath.base)"
        let change: ConfigFile.Change
        do throws(ConfigError) {
            change = try parts.config.patch(patch)
        } catch {
            let problem = problem(error)
            for (action, keys) in byAction(ChangedKeys.named(by: patch)) {
                await parts.audit.note(
                    action, by: caller, keys: keys, request: request,
                    result: problem.status < 500 ? .refused : .failed, code: problem.code)
            }
            throw problem
        }
        // At once: of two changes the later one must win here as well as in the file.
        await apply(change.settings)
        if !change.changedKeyPaths.isEmpty {
            let keys = change.changedKeyPaths.joined(separator: ", ")
            parts.sink.emit(
                Event(
                    .configChanged, .notice,
                    "configuration changed by \(await name(caller)): \(keys)",
                    peerFields(caller) + [(.configKeys, keys)]))
        }
        let warnings = change.warnings.digest
        for warning in warnings {
            parts.sink.emit(
                Event(.notice, .warning, warning.advice(path: parts.config.path)))
        }
        for (action, keys) in byAction(change.changedKeyPaths) {
            await parts.audit.note(action, by: caller, keys: keys, request: request)
        }
        do throws(ConfigError) {
            return ChangedConfiguration(
                json: try parts.config.maskedJSON(),
                warnings: warnings.map {
                    ConfigurationWarning(
                        key: $0.keyPath, message: $0.message, hint: $0.hint)
                })
        } catch {
            throw problem(error)
        }
    }

    /// What a reading of the file has brought.
    public struct Reading: Sendable {
        /// What was taken up, with its warnings; nil: nothing in it is new.
        public let news: ConfigFile.Loaded?
        /// What somebody else has changed in the file, for the audit.
        public let edits: [String]
    }

    /// Reads the file anew and goes on with it, at once where that `isAsked` for, else where there
    /// is news in it. What cannot be used leaves the last good settings in force.
    ///
    /// Reading and taking up are one step of this actor, as with a patch: of two changes the later
    /// one wins here as well as in the file.
    /// - Parameter begin: Called before what is new is taken up.
    public func reload(
        isAsked: Bool, begin: @Sendable () -> Void = {}
    ) async throws(ConfigError) -> Reading {
        let before = parts.config.settings
        let loaded: ConfigFile.Loaded
        do throws(ConfigError) {
            loaded = try parts.config.load()
        } catch {
            configProblem = error.description
            throw error
        }
        // Most changes of the file are our own `last_sync`.
        let isNews =
            loaded.settings != before || loaded.warnings.contains { $0.state != nil }
            || loaded.hasOddChanges
        guard isAsked || isNews || configProblem != nil else {
            return Reading(news: nil, edits: loaded.changedKeyPaths)
        }
        begin()
        await apply(loaded.settings)
        return Reading(news: loaded, edits: loaded.changedKeyPaths)
    }

    private func name(_ caller: Caller) async -> String { await parts.audit.name(caller) }

    /// The keys of a change, those of secrets apart from the others.
    private func byAction(_ keys: [String]) -> [(AuditEntry.Action, [String])] {
        let secrets = keys.filter(ChangedKeys.isSecret)
        let others = keys.filter { !ChangedKeys.isSecret($0) }
        return [(.configChanged, others), (.secretsChanged, secrets)].filter { !$0.1.isEmpty }
    }

    private func problem(_ error: ConfigError) -> Problem {
        let problems = JSONValue.array(
            error.problems.map {
                [
                    "key": .string($0.keyPath), "message": .string($0.message),
                    "hint": JSONValue($0.hint),
                ]
            })
        let (status, code): (Int, FailureCode) =
            switch error {
            case .unwritable: (500, .configNotWritable)
            case _ where error.isFileBroken: (409, .configFileBroken)
            default: (422, .configInvalid)
            }
        return Problem(
            status: status, code: code, detail: error.description, hint: error.hint,
            members: JSONObject([("problems", problems)]))
    }
}
