import ArgumentParser
import SyncCore

/// `zohosync audit`
struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows who changed the configuration, saw secrets or was refused.",
        discussion: """
            Newest first; kept for a year. Only for root and the group zohosync-admin.

            EXAMPLES:
              zohosync audit
              zohosync audit --action secrets_revealed --limit 5
            """)

    @Option(help: ArgumentHelp("How many, 1 to 1000.", valueName: "number"))
    var limit = 20
    @Option(
        help: ArgumentHelp(
            "Only this: "
                + AuditEntry.Action.allCases.map(\.rawValue).joined(separator: ", ") + "."),
        completion: .list(AuditEntry.Action.allCases.map(\.rawValue)))
    var action: String?
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let daemon = options.daemon()
        var path = "/audit?limit=\(limit)"
        if let action { path += "&action=\(encoded(action))" }
        daemon.show(try await daemon.ask("GET", path)) { auditText($0["audit"]?.array ?? []) }
    }
}

func auditText(_ entries: [JSONValue]) -> String {
    table(
        ["at", "who", "uid", "pid", "action", "result", "times", "about"],
        entries.map { entry in
            let keys = (entry["keys"]?.array ?? []).map { cell($0) }.joined(separator: ", ")
            return [
                cell(entry["at"]), cell(entry["user"]), cell(entry["uid"]), cell(entry["pid"]),
                cell(entry["action"]), result(entry), cell(entry["repeats"]),
                keys.isEmpty ? cell(entry["request"]) : keys,
            ]
        })
}

private func result(_ entry: JSONValue) -> String {
    guard let code = entry["code"]?.string else { return cell(entry["result"]) }
    return "\(cell(entry["result"])): \(clean(code))"
}
