import SyncCore

/// What the engine tells of its runs.
extension SyncEngine {
    func tellStart(of run: Run) {
        parts.sink.emit(
            Event(
                .syncStarted, .info,
                "\(run.module.rawValue): \(run.mode.rawValue) sync started (\(run.trigger.rawValue))",
                [(.module, run.module.rawValue), (.runID, run.id)]))
    }

    func tellEnd(of run: Run, took duration: Duration) {
        let figures =
            "\(run.recordsRead) records read, \(run.upserted) written, \(run.deleted) deleted, "
            + "\(run.apiCalls) calls"
        var fields: [(field: Event.Field, value: String)] = [
            (.module, run.module.rawValue), (.runID, run.id),
            (.records, String(run.recordsRead)), (.upserted, String(run.upserted)),
            (.deleted, String(run.deleted)), (.apiCalls, String(run.apiCalls)),
        ]
        let microseconds =
            duration.components.seconds * 1_000_000
            + duration.components.attoseconds / 1_000_000_000_000
        fields.append((.durationMicroseconds, String(microseconds)))
        if let code = run.error?.code { fields.append((.errorCode, code)) }
        for stream in run.streams where stream.state == .failed {
            guard let error = stream.error else { continue }
            parts.sink.emit(
                Event(
                    .syncFailed, .warning,
                    "\(run.module.rawValue): \(stream.table) failed: \(text(of: error))",
                    [
                        (.module, run.module.rawValue), (.stream, stream.table), (.runID, run.id),
                        (.errorCode, error.code),
                    ]))
        }
        let module = run.module.rawValue
        switch run.state {
        case .failed:
            let failure = run.error.map(text) ?? "no stream could be read"
            parts.sink.emit(
                Event(.syncFailed, .error, "\(module): sync failed: \(failure)", fields))
        case .partial:
            parts.sink.emit(
                Event(.syncFinished, .warning, "\(module): synced in part: \(figures)", fields))
        case .cancelled:
            parts.sink.emit(
                Event(.syncFinished, .notice, "\(module): sync cancelled: \(figures)", fields))
        case .succeeded, .queued, .running:
            parts.sink.emit(Event(.syncFinished, .info, "\(module): synced: \(figures)", fields))
        }
    }

    private func text(of error: RunError) -> String {
        error.hint.map { "\(error.message) (\($0))" } ?? error.message
    }
}
