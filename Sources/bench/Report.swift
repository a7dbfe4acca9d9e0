import SyncCore

/// Everything that was measured.
struct Report {
    let records: Int
    let fields: Int
    var firstSyncs: [FirstSync] = []
    var floors: [Floor] = []
    var resyncs: [FirstSync] = []
    var readyMilliseconds: [Double] = []
    var idle: Service.Idle?
    var crowd: Crowd?
    var rehearsals: Rehearsals?

    var isMet: Bool { figures.allSatisfy(\.isMet) }

    private var figures: [Figure] {
        let floorSeconds = Spread(floors.map(\.seconds)).median
        var figures = [
            Figure(
                "first sync: speed", "first_sync_records_per_second", "records/s",
                firstSyncs.map(\.recordsPerSecond), .atLeast(15_000)),
            Figure("first sync: time", "first_sync_seconds", "s", firstSyncs.map(\.seconds)),
            Figure("first sync: CPU", "first_sync_cpu_seconds", "s", firstSyncs.map(\.cpuSeconds)),
            Figure(
                "first sync: peak memory", "first_sync_peak_mib", "MiB",
                firstSyncs.map(\.peakMiB), .atMost(96)),
            Figure(
                "first sync: API calls", "first_sync_api_calls", "calls",
                firstSyncs.map { Double($0.calls.total) }),
            Figure("floor: time", "floor_seconds", "s", floors.map(\.seconds)),
            Figure("floor: CPU", "floor_cpu_seconds", "s", floors.map(\.cpuSeconds)),
            Figure("floor: pages", "floor_pages", "calls", floors.map { Double($0.pages) }),
            Figure("floor: size", "floor_mib", "MiB", floors.map { Double($0.bytes) / 1_048_576 }),
            Figure(
                "first sync / floor", "first_sync_to_floor", "times",
                firstSyncs.map { $0.seconds / floorSeconds }),
            Figure("unchanged: time", "unchanged_seconds", "s", resyncs.map(\.seconds)),
            Figure("unchanged: CPU", "unchanged_cpu_seconds", "s", resyncs.map(\.cpuSeconds)),
            Figure(
                "unchanged: list calls", "unchanged_list_calls", "calls",
                resyncs.map { Double($0.calls.list) }, .atMost(1)),
            Figure(
                "unchanged: deletion calls", "unchanged_deletion_calls", "calls",
                resyncs.map { Double($0.calls.deleted) }, .atMost(1)),
            Figure(
                "unchanged: all API calls", "unchanged_api_calls", "calls",
                resyncs.map { Double($0.calls.total) }),
            Figure(
                "unchanged: rows written", "unchanged_rows_written", "rows",
                resyncs.map { Double($0.rowsWritten) }, .atMost(0)),
            Figure(
                "start to ready", "ready_milliseconds", "ms", readyMilliseconds, .atMost(150)),
        ]
        if let idle {
            figures += [
                Figure(
                    "idle: memory", "idle_resident_mib", "MiB", [idle.residentMiB], .atMost(40)),
                Figure("idle: CPU", "idle_cpu_seconds", "s", [idle.cpuSeconds]),
                Figure(
                    "idle: wake-ups", "idle_wake_ups_per_minute", "per min",
                    [idle.wakeUpsPerMinute]),
                Figure(
                    "idle: wake-ups of an empty program", "empty_wake_ups_per_minute", "per min",
                    [idle.emptyWakeUpsPerMinute]),
                Figure(
                    "idle: wake-ups of its own", "idle_own_wake_ups_per_minute", "per min",
                    [idle.wakeUpsPerMinute - idle.emptyWakeUpsPerMinute], .atMost(10)),
            ]
        }
        if let crowd { figures += crowd.figures }
        return (figures + (rehearsals?.figures ?? [])).filter(\.isMeasured)
    }

    var table: String {
        let head = ["", "min", "median", "max", "", "target", ""]
        let rows = [head] + figures.map(\.cells)
        let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            let cells = row.indices.map { column in
                let gap = String(repeating: " ", count: widths[column] - row[column].count)
                return (1...3).contains(column) ? gap + row[column] : row[column] + gap
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
        let title =
            records == 0
            ? "Zoho Books, played in simulated time"
            : "\(grouped(records)) records of \(fields) fields, simulator on the same machine"
        return ([title, Machine.current.line, ""] + lines).joined(separator: "\n")
    }

    var json: JSONValue {
        let machine = Machine.current
        return [
            "records": JSONValue(records), "fields": JSONValue(fields),
            "machine": [
                "cores": JSONValue(machine.cores), "model": .string(machine.model),
                "memory_mib": JSONValue(machine.memoryMiB),
            ],
            "idle_seconds": JSONValue(idle?.seconds), "met": .bool(isMet),
            "figures": .object(JSONObject(figures.map { ($0.key, $0.json) })),
        ]
    }
}
