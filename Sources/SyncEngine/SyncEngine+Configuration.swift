import ControlAPI
import Settings
import SyncCore

/// The configuration, as the control interface reads and edits it.
extension SyncEngine {
    /// The configuration with its secrets masked, or in clear where `reveal` is set (audited).
    public func configuration(
        reveal: Bool, caller: Caller
    ) async throws(Problem) -> JSONValue {
        do throws(ConfigError) {
            guard reveal else { return try parts.config.maskedJSON() }
            let value = try parts.config.revealedJSON()
            parts.sink.emit(
                Event(
                    .secretsRevealed, .notice,
                    "secrets were revealed to uid \(caller.uid) (pid \(caller.pid))",
                    peerFields(caller)))
            return value
        } catch {
            throw problem(error)
        }
    }

    /// Writes a merge patch into the file, takes the new settings up and answers with them, masked.
    public func patchConfiguration(
        _ patch: JSONValue, caller: Caller
    ) async throws(Problem) -> JSONValue {
        let masked: JSONValue
        let change: ConfigFile.Change
        do throws(ConfigError) {
            change = try parts.config.patch(patch)
            masked = try parts.config.maskedJSON()
        } catch {
            throw problem(error)
        }
        let keys = change.changedKeyPaths.joined(separator: ", ")
        parts.sink.emit(
            Event(
                .configChanged, .notice,
                "configuration changed by uid \(caller.uid) (pid \(caller.pid)): "
                    + (keys.isEmpty ? "nothing" : keys),
                peerFields(caller) + [(.configKeys, keys)]))
        await apply(change.settings)
        return masked
    }

    private func peerFields(_ caller: Caller) -> [(field: Event.Field, value: String)] {
        [
            (.peerUID, String(caller.uid)), (.peerGID, String(caller.gid)),
            (.peerPID, String(caller.pid)),
        ]
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
