import ArgumentParser
import Glibc
import SyncCore

/// Measures the release build against a simulated Zoho with a large module, and what a
/// great Books costs in calls.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures how fast, small and quiet the daemon is.",
        discussion: """
            Programs are taken from the folder of this one. The simulator runs in a process of its \
            own on the same machine, and its start is not measured.

            Exit status: 0 every target met, 1 one was missed or a program failed.

            EXAMPLES
              make bench
              make bench BENCHFLAGS="--records 20000 --runs 1 --idle-seconds 10"
              make bench BENCHFLAGS="--records 0 --invoices 5000"
            """)

    @Option(help: "Records in the simulated module; 0 leaves the CRM out.") var records = 100_000
    @Option(help: "Fields of a record.") var fields = 40
    @Option(help: "First syncs and floors; the median counts.") var runs = 3
    @Option(help: "Unchanged syncs; the median counts.") var resyncs = 5
    @Option(help: "Starts of the service; the median counts.") var starts = 10
    @Option(help: "For how long the idle service is watched; 0 leaves it out.")
    var idleSeconds = 60
    @Option(help: "Invoices of the first fill in simulated time; 0 leaves it out.")
    var invoices = 50_000
    @Option(help: "Clients at the control socket at once, four of five slow; 0 leaves it out.")
    var clients = 500
    @Option(help: "The folder of the programs.") var bin: String?
    @Flag(help: "Print JSON instead of a table.") var json = false

    func validate() throws {
        guard records >= 0, fields > 0, runs > 0, resyncs > 0, starts > 0, idleSeconds >= 0,
            invoices >= 0, clients >= 0
        else {
            throw ValidationError(
                "every number is 1 or more, or 0 where that leaves something out")
        }
    }

    func run() async throws {
        let cleanup = Cleanup()
        let workshop: Workshop
        do {
            workshop = try Workshop(bin: bin, cleanup: cleanup)
        } catch {
            cleanup.run()
            throw error
        }
        defer { cleanup.run() }
        var report = Report(records: records, fields: fields)
        if records > 0 { try await measure(workshop, &report) }
        if invoices > 0 {
            note("filling Books with \(invoices) invoices in simulated time")
            report.rehearsals = try await Rehearsals.play(invoices: invoices, in: workshop)
        }
        print(json ? report.json.prettyText : report.table)
        guard report.isMet else { throw ExitCode(1) }
    }

    /// What the daemon needs for a great module of the CRM.
    private func measure(_ workshop: Workshop, _ report: inout Report) async throws {
        try workshop.requirePrograms()
        note("starting the simulator with \(records) records of \(fields) fields")
        let simulator = try await Simulator.start(workshop, records: records, fields: fields)
        for run in 1...runs {
            note("first sync, \(run) of \(runs)")
            report.firstSyncs.append(try await FirstSync.measure(workshop, simulator))
            note("floor, \(run) of \(runs)")
            report.floors.append(try await Floor.measure(simulator))
        }
        for run in 1...resyncs {
            note("unchanged sync, \(run) of \(resyncs)")
            report.resyncs.append(try await FirstSync.measure(workshop, simulator, again: true))
        }
        for run in 1...starts {
            note("start, \(run) of \(starts)")
            report.readyMilliseconds.append(try Service.measureStart(workshop))
        }
        if clients > 0 {
            note("asking for the status among \(clients) clients while a sync runs")
            report.crowd = try await Crowd.measure(workshop, simulator, clients: clients)
        }
        if idleSeconds > 0 {
            note("watching the idle service for \(idleSeconds) s")
            report.idle = try Service.watchIdle(workshop, seconds: idleSeconds)
        }
    }
}

/// Tells on standard error what is being done, so that standard output is the report alone.
private func note(_ text: String) {
    let line = Array("bench: \(text)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
}
