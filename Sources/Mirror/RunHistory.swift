import GRDB
public import SyncCore

/// The history of runs, and the streams as the control interface shows them.
extension SQLiteMirror {
    private static let keptRuns = 5000

    /// Keeps a run as it stands; the oldest runs beyond a few thousand are forgotten.
    public func record(
        _ run: Run, streams: JSONValue, error: JSONValue
    ) async throws(SyncFailure) {
        let isFinal = run.state.isFinal
        try await writeToTheEnd("keep the run \(run.id)") { db in
            try db.execute(
                sql: """
                    INSERT INTO zohosync_runs (id, module, mode, trigger, state, started_at,
                        finished_at, records_read, upserted, deleted, api_calls, streams, error)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET state = excluded.state,
                        started_at = excluded.started_at, finished_at = excluded.finished_at,
                        records_read = excluded.records_read, upserted = excluded.upserted,
                        deleted = excluded.deleted, api_calls = excluded.api_calls,
                        streams = excluded.streams, error = excluded.error
                    """,
                arguments: [
                    run.id, run.module.rawValue, run.mode.rawValue, run.trigger.rawValue,
                    run.state.rawValue, run.startedAt?.text, run.finishedAt?.text, run.recordsRead,
                    run.upserted, run.deleted, run.apiCalls, streams.text,
                    error.isNull ? nil : error.text,
                ])
            guard isFinal else { return }
            try db.execute(
                sql: """
                    DELETE FROM zohosync_runs WHERE id <=
                    (SELECT id FROM zohosync_runs ORDER BY id DESC LIMIT 1 OFFSET ?)
                    """, arguments: [Self.keptRuns])
        }
    }

    /// Marks runs that a process before this one left unfinished: it was killed.
    public func closeInterruptedRuns(
        at now: UTCInstant, error: JSONValue
    ) async throws(SyncFailure) {
        try await write("close interrupted runs") { db in
            try db.execute(
                sql: """
                    UPDATE zohosync_runs SET state = 'cancelled', finished_at = ?, error = ?
                    WHERE state IN ('queued', 'running')
                    """, arguments: [now.text, error.text])
        }
    }

    /// Recent runs, newest first, as the control interface shows them.
    public func runs(
        module: Module?, id: String?, limit: Int
    ) async throws(SyncFailure) -> [JSONValue] {
        try await read("read the run history") { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM zohosync_runs
                    WHERE (?1 IS NULL OR module = ?1) AND (?2 IS NULL OR id = ?2)
                    ORDER BY id DESC LIMIT ?3
                    """, arguments: [module?.rawValue, id, limit])
            return rows.map(runJSON)
        }
    }

    /// The streams with their cursors, as the control interface shows them.
    public func streams() async throws(SyncFailure) -> [JSONValue] {
        try await read("read the streams") { db in
            try Row.fetchAll(db, sql: "SELECT * FROM zohosync_streams ORDER BY stream")
                .map(streamJSON)
        }
    }

    /// Live rows of a module, over all its streams.
    public func rowCounts() async throws(SyncFailure) -> [String: Int] {
        try await read("count rows") { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT module, sum(rows) AS rows FROM zohosync_streams GROUP BY module")
            return Dictionary(uniqueKeysWithValues: rows.map { ($0["module"], $0["rows"]) })
        }
    }
}

private func runJSON(_ row: Row) -> JSONValue {
    [
        "id": JSONValue(row["id"] as String?), "module": JSONValue(row["module"] as String?),
        "mode": JSONValue(row["mode"] as String?), "trigger": JSONValue(row["trigger"] as String?),
        "state": JSONValue(row["state"] as String?),
        "started_at": JSONValue(row["started_at"] as String?),
        "finished_at": JSONValue(row["finished_at"] as String?),
        "streams": parsed(row["streams"]) ?? .array([]),
        "records_read": JSONValue(row["records_read"] as Int?),
        "upserted": JSONValue(row["upserted"] as Int?),
        "deleted": JSONValue(row["deleted"] as Int?),
        "api_calls": JSONValue(row["api_calls"] as Int?), "error": parsed(row["error"]) ?? .null,
    ]
}

private func streamJSON(_ row: Row) -> JSONValue {
    let cursor = parsed(row["cursor"])
    let position = cursor?["position"]?.string ?? cursor?["latest"]?.string
    return [
        "table": JSONValue(row["stream"] as String?), "module": JSONValue(row["module"] as String?),
        "rows": JSONValue(row["rows"] as Int?), "cursor": JSONValue(position),
        "last_sync": JSONValue(row["last_sync"] as String?),
        "last_sweep": JSONValue(row["last_sweep"] as String?),
        "details_pending": JSONValue(row["details_pending"] as Int?),
        "last_error": JSONValue(row["last_error"] as String?),
    ]
}

private func parsed(_ text: String?) -> JSONValue? { text.flatMap { try? JSONDocument($0).value } }
