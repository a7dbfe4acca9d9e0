import ArgumentParser
import Foundation
import ZohoSimulator

/// The simulator as a program.
struct SimulatorCommand: AsyncParsableCommand {
    enum Data: String, ExpressibleByArgument, CaseIterable {
        case demo, hurtful, bulk, empty
    }

    static let configuration = CommandConfiguration(
        commandName: "zoho-simulator",
        abstract: "A working Zoho on loopback: accounts, CRM, Books, Inventory and Invoice.",
        discussion: """
            It listens on 127.0.0.1 only and keeps everything in memory, until SIGTERM or SIGINT. \
            When it listens it prints a config.json for itself. GET /simulator lists what can be \
            asked of it and changed while it runs.

            EXIT STATUS:
              0   stopped by a signal
              64  wrong usage
              74  cannot listen on the port

            EXAMPLES:
              zoho-simulator
              zoho-simulator --port 0 --port-file ./port --data bulk --records 50000
              zoho-simulator --finance-rows 2000 --finance-daily-limit 1000 --clock fixed
              curl http://127.0.0.1:8790/simulator
            """)

    @Option(help: ArgumentHelp("The port on 127.0.0.1; 0 takes a free one.", valueName: "number"))
    var port = 8790

    @Option(help: ArgumentHelp("What the organisation holds.", valueName: "kind"))
    var data = Data.demo

    @Option(help: ArgumentHelp("How many records (bulk).", valueName: "number"))
    var records = 10_000

    @Option(help: ArgumentHelp("How many fields (bulk).", valueName: "number"))
    var fields = 40

    @Option(help: ArgumentHelp("The seed of the data (hurtful, bulk).", valueName: "number"))
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp("Writes the port into this file once it listens.", valueName: "path"),
        completion: .file())
    var portFile: String?

    @Option(
        help: ArgumentHelp(
            "A JSON file with client_secret and refresh_token, in place of the example's.",
            valueName: "path"),
        completion: .file())
    var credentials: String?

    @Option(help: ArgumentHelp("How long an access token lives.", valueName: "seconds"))
    var tokenLifetime = 3_600

    @Option(
        help: ArgumentHelp("API credits per rolling day; no limit by default.", valueName: "number")
    )
    var dailyCredits: Int?

    @Option(
        help: ArgumentHelp(
            "Rows in each great list of Books, Inventory and Invoice; 0: no rows at all.",
            valueName: "number"))
    var financeRows: Int?

    @Option(
        help: ArgumentHelp(
            "Calls per day of Books, Inventory and Invoice together.", valueName: "number"))
    var financeDailyLimit = 5_000

    @Option(
        help: ArgumentHelp(
            "Calls per minute of Books, Inventory and Invoice together.", valueName: "number"))
    var financeMinuteLimit = 100

    @Option(help: ArgumentHelp("How long every answer waits.", valueName: "milliseconds"))
    var latency = 0

    @Option(help: ArgumentHelp("The organisation's time zone.", valueName: "name"))
    var timeZone = "Europe/Berlin"

    @Option(
        name: .customLong("switch"),
        help: ArgumentHelp(
            "Settles a point that Zoho's documents leave open; an unknown name lists them all.",
            valueName: "name=value"))
    var switches: [String] = []

    @Option(
        help: ArgumentHelp(
            "The clock: 'real', 'fixed', or 'fixed:2026-03-02T08:00:00Z'.", valueName: "clock"),
        completion: .list(["real", "fixed"]))
    var clock = "real"

    func validate() throws {
        guard (0...65_535).contains(port) else {
            throw ValidationError("--port is 0 to 65535, not \(port)")
        }
        guard records >= 0, fields > 0, tokenLifetime > 0, latency >= 0 else {
            throw ValidationError(
                "--records, --fields, --token-lifetime and --latency cannot be negative")
        }
        guard financeRows ?? 0 >= 0, financeDailyLimit >= 0, financeMinuteLimit > 0 else {
            throw ValidationError(
                "--finance-rows and the limits cannot be negative; a minute has at least one call")
        }
        _ = try settings()
    }

    func run() async throws {
        let simulator = ZohoSimulator(try settings())
        // Signals that arrive during start-up are kept, not lost.
        let stop = StopSignal()
        do {
            try await simulator.start()
        } catch {
            FileHandle.standardError.write(
                Foundation.Data("cannot listen on 127.0.0.1:\(port): \(error)\n".utf8))
            throw ExitCode(74)
        }
        if let portFile {
            try "\(simulator.port)\n".write(toFile: portFile, atomically: true, encoding: .utf8)
        }
        print(Banner(simulator: simulator, data: data.rawValue).text)
        fflush(nil)
        await stop.wait()
        try await simulator.shutdown()
    }

    private func settings() throws -> ZohoSimulator.Configuration {
        var settings = ZohoSimulator.Configuration()
        settings.port = port
        settings.accessTokenLifetime = tokenLifetime
        settings.organizationTimeZone = timeZone
        settings.dailyCredits = dailyCredits
        settings.latencyMilliseconds = latency
        settings.financeData = financeRows.map { $0 > 0 ? .bulk(rows: $0) : .empty }
        settings.financeDailyLimit = financeDailyLimit
        settings.financeMinuteLimit = financeMinuteLimit
        settings.clock = try parsedClock()
        if let credentials {
            guard let content = FileManager.default.contents(atPath: credentials),
                let keys = try? JSONDecoder().decode([String: String].self, from: content)
            else { throw ValidationError("--credentials is no JSON object of texts") }
            settings.clientSecret = keys["client_secret"] ?? settings.clientSecret
            settings.refreshToken = keys["refresh_token"] ?? settings.refreshToken
        }
        settings.dataSet =
            switch data {
            case .demo: .demo
            case .hurtful: .hurtful(seed: seed)
            case .bulk: .bulk(records: records, fields: fields, seed: seed)
            case .empty: .empty
            }
        for item in switches {
            let pair = item.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2, settings.switches.set(pair[0], to: pair[1]) else {
                let known = ZohoSimulator.Switches.names.joined(separator: ", ")
                throw ValidationError("--switch \(item): no such switch or value; known: \(known)")
            }
        }
        return settings
    }

    private func parsedClock() throws -> SimulatorClock {
        if clock == "real" { return .real() }
        if clock == "fixed" { return ZohoSimulator.Configuration().clock }
        let formatter = ISO8601DateFormatter()
        guard clock.hasPrefix("fixed:"), let date = formatter.date(from: String(clock.dropFirst(6)))
        else { throw ValidationError("--clock is real, fixed or fixed:2026-03-02T08:00:00Z") }
        return SimulatorClock(startingAt: date)
    }
}
