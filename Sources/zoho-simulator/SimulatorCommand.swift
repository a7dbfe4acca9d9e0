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
            It listens on 127.0.0.1 only and keeps everything in memory. GET /simulator lists \
            what can be asked of it and changed while it runs.
            """)

    @Option(help: "The port on 127.0.0.1; 0 takes a free one.")
    var port = 8790

    @Option(help: "What the organisation holds: demo, hurtful, bulk or empty.")
    var data = Data.demo

    @Option(help: "How many records (bulk).")
    var records = 10_000

    @Option(help: "How many fields (bulk).")
    var fields = 40

    @Option(help: "The seed of the data (hurtful, bulk).")
    var seed: UInt64 = 1

    @Option(help: "Writes the port into this file once it listens.")
    var portFile: String?

    @Option(help: "Seconds that an access token lives.")
    var tokenLifetime = 3_600

    @Option(help: "API credits per rolling day; none by default.")
    var dailyCredits: Int?

    @Option(help: "Rows in each great list of Books, Inventory and Invoice; 0: no rows at all.")
    var financeRows: Int?

    @Option(help: "Calls per day of Books, Inventory and Invoice together.")
    var financeDailyLimit = 5_000

    @Option(help: "Calls per minute of Books, Inventory and Invoice together.")
    var financeMinuteLimit = 100

    @Option(help: "Milliseconds that every answer waits.")
    var latency = 0

    @Option(help: "The organisation's time zone.")
    var timeZone = "Europe/Berlin"

    @Option(
        name: .customLong("switch"),
        help: ArgumentHelp(
            "Settles a point that Zoho's documents leave open.", valueName: "name=value"))
    var switches: [String] = []

    @Option(help: "The clock: 'real', 'fixed', or 'fixed:2026-03-02T08:00:00Z'.")
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
