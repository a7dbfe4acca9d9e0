import ArgumentParser
import SyncCore

/// `zohosync plan`
struct Plan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tells what the next sync of a module would call and cost, and makes no call.",
        discussion: """
            Without a module, every enabled one. A stream is read whole, filtered (what was modified \
            since the last time), newest first, or as a window (what is dated within the last months); \
            a sweep compares everything to find deletions. Details are read between syncs.

            EXAMPLES:
              zohosync plan
              zohosync plan books
              zohosync plan books --json | jq .plan.calls_per_day
            """)

    @Argument(help: .module, completion: .modules)
    var module: String?
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let daemon = options.daemon()
        var names = [module].compactMap(\.self).map(fullName)
        if names.isEmpty {
            let modules = try await daemon.ask("GET", "/modules").json["modules"]?.array ?? []
            names = modules.filter { $0["enabled"] == true }.compactMap { $0["name"]?.string }
            guard !names.isEmpty else {
                throw ClientFailure(
                    .failed, "no module is enabled", hint: "for example zohosync enable books")
            }
        }
        for (position, name) in names.enumerated() {
            let answer = try await daemon.ask("GET", "/modules/\(encoded(name))/plan")
            if position > 0 && !options.json { output("\n") }
            daemon.show(answer) { planText($0["plan"] ?? .null) }
        }
    }
}
