import SyncCore

/// What is said of a module's calls: how many were made, how many are left, what waits for them.
func callsText(_ calls: JSONValue) -> String {
    var parts = ["\(count(calls["today"])) used today, \(leftText(calls))"]
    let waiting = (calls["waiting"]?.array ?? []).compactMap(\.string)
    if waiting.contains("changes") { parts.append("changes wait for the reset") }
    if let details = calls["details_pending"]?.integer, details > 0 {
        let verb = details == 1 ? "detail waits" : "details wait"
        let end = calls["details_done_by"]?.string.map { ", done by about \(clean($0))" } ?? ""
        parts.append("\(grouped(details)) \(verb)\(end)")
    }
    if let until = calls["blocked_until"]?.string {
        parts.append("blocked by Zoho until \(clean(until))")
    }
    return parts.joined(separator: "; ")
}

/// What the next sync of a module costs: a table of its streams, and what it comes to.
func planText(_ plan: JSONValue) -> String {
    let streams = plan["streams"]?.array ?? []
    let rows = streams.map { stream in
        [
            cell(stream["table"]), cell(stream["reading"]), count(stream["calls"]),
            some(stream["sweep_calls"]), some(stream["details_pending"]),
        ]
    }
    let list =
        rows.isEmpty
        ? "no stream is known yet: the first sync finds them"
        : table(["stream", "reading", "calls", "sweep", "details waiting"], rows)
    var lines = [cell(plan["module"]), list, totalText(plan)]
    if let advice = plan["advice"]?.string { lines.append("advice: \(clean(advice))") }
    return lines.joined(separator: "\n")
}

private func totalText(_ plan: JSONValue) -> String {
    let usable = plan["usable_per_day"]?.integer.map { " of \(grouped($0)) usable" } ?? ""
    let calls = plan["calls"]?.integer ?? 0
    return "next sync: \(grouped(calls)) \(calls == 1 ? "call" : "calls"); "
        + "a day: \(count(plan["calls_per_day"]))\(usable); today: \(leftText(plan))"
}

/// What is left; a limit that nobody has told yet is said to be unknown.
private func leftText(_ calls: JSONValue) -> String {
    guard let left = calls["left"]?.integer else { return "no limit is known" }
    let limit = calls["limit"]?.integer.map { " of \(grouped($0))" } ?? ""
    let reset = calls["resets_at"]?.string.map { ", reset \(clean($0))" } ?? ""
    return "\(grouped(left))\(limit) left\(reset)"
}

/// A number of calls or records in a cell: nothing is `-`.
private func count(_ value: JSONValue?) -> String {
    value?.integer.map(grouped) ?? cell(value)
}

/// A number in a table where most are 0: only the others are worth the ink.
private func some(_ value: JSONValue?) -> String {
    value?.integer == 0 ? "-" : count(value)
}
