import SyncCore

/// What the engine tells of its runs.
extension SyncEngine {
    func tellStart(of run: Run) {
        let line = RunNews.start(of: run)
        parts.sink.emit(
            Event(
                .syncStarted, line.level, "\(run.module.rawValue): \(line.message)",
                [(.module, run.module.rawValue), (.runID, run.id)]))
    }

    func tell(_ report: RunNews.Report, of run: Run, took duration: Duration) {
        let module = run.module.rawValue
        for (stream, line) in report.streams {
            parts.sink.emit(
                Event(
                    .syncFailed, line.level, "\(module): \(line.message)",
                    [
                        (.module, module), (.stream, stream.table), (.runID, run.id),
                        (.errorCode, stream.error?.code ?? ""),
                    ]))
        }
        var fields: [(field: Event.Field, value: String)] = [
            (.module, module), (.runID, run.id),
            (.records, String(run.recordsRead)), (.upserted, String(run.upserted)),
            (.deleted, String(run.deleted)), (.apiCalls, String(run.apiCalls)),
        ]
        let microseconds =
            duration.components.seconds * 1_000_000
            + duration.components.attoseconds / 1_000_000_000_000
        fields.append((.durationMicroseconds, String(microseconds)))
        if let code = run.error?.code { fields.append((.errorCode, code)) }
        parts.sink.emit(
            Event(
                run.state == .failed ? .syncFailed : .syncFinished, report.run.level,
                "\(module): \(report.run.message)", fields))
    }
}
