import SyncCore

/// The daemon's answers as text for people.
func statusText(_ status: JSONValue) -> String {
    var lines = ["state    \(cell(status["state"]))"]
    lines.append("version  \(cell(status["version"])), up since \(cell(status["started_at"]))")
    let token = status["token"]
    var tokenLine = "token    expires \(cell(token?["expires_at"]))"
    tokenLine += ", refreshed \(cell(token?["refreshed_at"]))"
    lines.append(tokenLine)
    for problem in status["problems"]?.array ?? [] { lines.append("problem  \(cell(problem))") }
    for member in status["api_calls"]?.object?.members ?? [] {
        lines.append("calls    \(clean(member.key)): \(callsText(member.value))")
    }
    if let database = status["database"], !database.isNull {
        lines.append("database \(plainText(database))")
    }
    let modules = status["modules"]?.array ?? []
    return lines.joined(separator: "\n") + (modules.isEmpty ? "" : "\n\n" + modulesText(modules))
}

func modulesText(_ modules: [JSONValue]) -> String {
    table(
        [
            "module", "enabled", "state", "last sync", "next sync", "rows", "details waiting",
            "last run", "last error",
        ],
        modules.map { module in
            let run = module["last_run"]
            return [
                cell(module["name"]), cell(module["enabled"]), cell(module["state"]),
                cell(module["last_sync"]), cell(module["next_sync"]), cell(module["rows"]),
                cell(module["details_pending"]), cell(run?["state"]), run.flatMap(runError) ?? "-",
            ]
        })
}

func runsText(_ runs: [JSONValue]) -> String {
    table(
        [
            "run", "module", "mode", "state", "started", "finished", "read", "upserted", "deleted",
            "calls", "error",
        ],
        runs.map { run in
            [
                "id", "module", "mode", "state", "started_at", "finished_at", "records_read",
                "upserted", "deleted", "api_calls",
            ].map { cell(run[$0]) } + [runError(run) ?? "-"]
        })
}

/// The end of a run in a line.
func runText(_ run: JSONValue) -> String {
    let figures =
        "\(cell(run["records_read"])) read, \(cell(run["upserted"])) upserted, "
        + "\(cell(run["deleted"])) deleted, \(cell(run["api_calls"])) calls"
    let head = "\(cell(run["module"])): \(cell(run["state"])), \(figures)"
    return [head, runError(run)].compactMap(\.self).joined(separator: "\n  ")
}

func checksText(_ answer: JSONValue) -> String {
    (answer["checks"]?.array ?? []).map { check in
        let mark = check["ok"]?.bool == true ? "ok    " : "failed"
        let detail = check["detail"]?.string.map { ": \(clean($0))" } ?? ""
        let hint = check["hint"]?.string.map { "\n        hint: \(clean($0))" } ?? ""
        return "\(mark)  \(cell(check["name"]))\(detail)\(hint)"
    }.joined(separator: "\n")
}

func eventText(_ event: JSONValue) -> String {
    guard let object = event.object else { return event.text }
    return object.members.map { "\($0.key)=\(cell($0.value))" }.joined(separator: " ")
}

/// The first error of a run: its own or that of a stream.
private func runError(_ run: JSONValue) -> String? {
    if let error = run["error"], !error.isNull { return errorText(error) }
    for stream in run["streams"]?.array ?? [] {
        guard let error = stream["error"], !error.isNull else { continue }
        return "\(cell(stream["table"])): \(errorText(error))"
    }
    return nil
}

private func errorText(_ error: JSONValue) -> String {
    guard error.object != nil else { return cell(error) }
    let hint = error["hint"]?.string.map { " (\(clean($0)))" } ?? ""
    return "\(cell(error["code"])): \(cell(error["message"]))\(hint)"
}

private func plainText(_ value: JSONValue) -> String {
    guard let object = value.object else { return cell(value) }
    return object.members.map { "\(clean($0.key)) \(cell($0.value))" }.joined(separator: ", ")
}
