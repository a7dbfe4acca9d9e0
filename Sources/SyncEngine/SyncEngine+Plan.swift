public import ControlAPI
import Settings
public import SyncCore

/// What a sync would call and cost, told before it is done. Makes no call.
extension SyncEngine {
    /// The plan of a module's next incremental sync:
    /// `{"module","streams":[{"table","reading","calls","sweep_calls","details_pending"}],"calls",
    /// "calls_per_day","usable_per_day","left","resets_at","advice"}`.
    public func plan(module name: String) async throws(Problem) -> JSONValue {
        let module = try module(named: name)
        guard let wanted = settings[module] else { throw notConfigured(module) }
        var lines: [PlannedStream] = []
        do throws(SyncFailure) {
            let counts = try await parts.mirror.debtCounts()
            for stream in try await plannedStreams(wanted) {
                var line = try await planned(stream, wanted)
                line.detailsPending = counts[stream.table] ?? 0
                lines.append(line)
            }
        } catch {
            throw Problem(status: 500, code: error.code, detail: error.message, hint: error.hint)
        }
        let report = await parts.rations(wanted, settings)
        let overhead = module == .crm ? 1 : 0
        let calls = overhead + lines.reduce(0) { $0 + $1.calls }
        let perDay = Int(86400 / max(1, wanted.interval.components.seconds)) * calls
        let usable = report.usable ?? wanted.dailyAPICalls
        return [
            "module": .string(module.rawValue), "streams": .array(lines.map(\.json)),
            "calls": JSONValue(calls + lines.reduce(0) { $0 + $1.sweepCalls }),
            "calls_per_day": JSONValue(perDay), "usable_per_day": JSONValue(usable),
            "left": JSONValue(report.left), "resets_at": JSONValue(report.resetsAt?.text),
            "advice": JSONValue(advice(wanted, perDay: perDay, usable: usable)),
        ]
    }

    private struct PlannedStream {
        let table: String
        var reading: String
        var calls: Int
        var sweepCalls = 0
        var detailsPending = 0

        var json: JSONValue {
            [
                "table": .string(table), "reading": .string(reading), "calls": JSONValue(calls),
                "sweep_calls": JSONValue(sweepCalls),
                "details_pending": JSONValue(detailsPending),
            ]
        }
    }

    /// The streams as far as they are known without a call: CRM's modules are those of the last sync.
    private func plannedStreams(
        _ wanted: ModuleSettings
    ) async throws(SyncFailure) -> [StreamDescription] {
        let known: [StreamDescription]
        if wanted.module == .crm {
            known = try await parts.mirror.tables(of: .crm).map {
                StreamDescription(zohoName: $0, table: $0, reading: .records)
            }
        } else {
            let source = parts.makeSource(
                SourceOrder(module: wanted, settings: settings, cancel: CancelFlag()))
            known = try await source.streams(meter: CallMeter())
        }
        return known.filter { wanted.wants(table: $0.table, zohoName: $0.zohoName) }
    }

    private func planned(
        _ stream: StreamDescription, _ wanted: ModuleSettings
    ) async throws(SyncFailure) -> PlannedStream {
        if let reason = skips.reason(for: stream.table, now: parts.time.now()) {
            return PlannedStream(table: stream.table, reading: "skipped: \(reason)", calls: 0)
        }
        let known = try await parts.mirror.stream(stream.table)
        guard case .list(let traits) = stream.reading else {
            let isSnapshot = known?.schema.map { $0.modifiedField == nil } ?? false
            return PlannedStream(
                table: stream.table,
                reading: isSnapshot ? "whole" : "changes and deletions", calls: isSnapshot ? 1 : 2)
        }
        let plan = ListPlan(
            traits: traits, cursor: known?.cursor ?? Cursor(), isFull: false, isManual: false,
            fullSweep: wanted.fullSweep, now: parts.time.now())
        let sweep = plan.isSweepDue ? plan.sweepCalls : 0
        return PlannedStream(
            table: stream.table,
            reading: known == nil ? "first time" : plan.changes?.rawValue ?? "not due",
            calls: plan.calls - sweep, sweepCalls: sweep)
    }

    private func advice(_ wanted: ModuleSettings, perDay: Int, usable: Int?) -> String? {
        guard let usable, perDay > usable else { return nil }
        let times = (perDay + usable - 1) / max(1, usable)
        let interval = DurationText.text(wanted.interval * times)
        return "a sync every \(DurationText.text(wanted.interval)) costs \(perDay) calls a day, "
            + "\(usable) may be used: set its interval to \(interval) or more, "
            + "or exclude streams that are not needed"
    }
}
