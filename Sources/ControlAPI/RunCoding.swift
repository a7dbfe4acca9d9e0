public import SyncCore

extension Run {
    /// The run as the control interface and the run history show it.
    public var json: JSONValue {
        [
            "id": .string(id), "module": .string(module.rawValue), "mode": .string(mode.rawValue),
            "trigger": .string(trigger.rawValue), "state": .string(state.rawValue),
            "started_at": JSONValue(startedAt?.text), "finished_at": JSONValue(finishedAt?.text),
            "streams": .array(streams.map(\.json)), "records_read": JSONValue(recordsRead),
            "upserted": JSONValue(upserted), "deleted": JSONValue(deleted),
            "api_calls": JSONValue(apiCalls), "error": error?.json ?? .null,
        ]
    }
}

extension StreamResult {
    /// The stream's part of a run.
    public var json: JSONValue {
        [
            "table": .string(table), "state": .string(state.rawValue),
            "reason": JSONValue(reason), "records_read": JSONValue(recordsRead),
            "upserted": JSONValue(upserted), "deleted": JSONValue(deleted),
            "api_calls": JSONValue(apiCalls), "error": error?.json ?? .null,
        ]
    }

    /// The line that tells how far the stream is.
    public func progressJSON(runID: String) -> JSONValue {
        [
            "event": "progress", "run_id": .string(runID), "table": .string(table),
            "records_read": JSONValue(recordsRead), "upserted": JSONValue(upserted),
            "deleted": JSONValue(deleted), "api_calls": JSONValue(apiCalls),
        ]
    }
}

extension RunError {
    /// The error as it is shown.
    public var json: JSONValue {
        ["code": .string(code), "message": .string(message), "hint": JSONValue(hint)]
    }
}
