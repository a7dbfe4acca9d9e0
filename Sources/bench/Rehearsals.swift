import Rehearsal

/// What the finance products cost in calls, played in simulated time.
struct Rehearsals {
    /// The first fill of a great stream.
    let fill: Backfill
    /// What it has shown.
    let filled: Backfill.Figures
    /// Calls of a sync in which nothing has changed, and of its lists the number.
    let unchanged: QuietBooks.Figures
    /// What the journal is told on a day without changes.
    let quietDay: QuietDay.Figures

    /// Plays them, with so many invoices; a day's calls are a tenth of that.
    static func play(invoices: Int, in workshop: Workshop) async throws -> Rehearsals {
        let fill = Backfill(
            invoices: invoices, dailyCalls: invoices / 10, headerCalls: invoices * 6 / 1_000)
        return Rehearsals(
            fill: fill, filled: try await fill.play(in: try workshop.subfolder("fill")),
            unchanged: try await QuietBooks().play(in: try workshop.subfolder("quiet")),
            quietDay: try await QuietDay().play(in: try workshop.subfolder("quiet-day")))
    }

    var figures: [Figure] {
        let newest = Double(max(1, filled.newest))
        let greatest = Double(filled.callsPerDay.max() ?? 0)
        return [
            Figure(
                "unchanged Books, \(unchanged.lists) lists", "unchanged_books_calls", "calls",
                unchanged.calls.map(Double.init), .atMost(22)),
            figure(
                "quiet day: info lines per module and hour", "quiet_day_lines_per_hour", "lines",
                Double(quietDay.mostLines), .atMost(1)),
            figure(
                "quiet day: warnings", "quiet_day_warnings", "lines",
                Double(quietDay.warnings.count), .atMost(0)),
            figure("quiet day: syncs", "quiet_day_syncs", "syncs", quietSyncs),
            figure(
                "fill: headers in \(fill.headerCalls) calls", "fill_headers_percent", "%",
                100 * Double(filled.headers) / Double(fill.invoices), .atLeast(100)),
            figure(
                "fill: calls until all headers", "fill_header_calls", "calls",
                Double(filled.callsUntilHeaders), .atMost(Double(fill.headerCalls))),
            figure(
                "fill: newest 90 days' lines on day 1", "fill_newest_percent", "%",
                100 * Double(filled.newestOnFirstDay) / newest, .atLeast(100)),
            figure("fill: these are", "fill_newest", "invoices", newest),
            figure("fill: time", "fill_days", "days", Double(filled.seconds) / 86_400),
            figure("fill: calls", "fill_calls", "calls", Double(filled.calls)),
            figure("fill: ideal", "fill_ideal_calls", "calls", Double(filled.idealCalls)),
            figure(
                "fill: beyond the ideal", "fill_excess_percent", "%", 100 * filled.excess,
                .atMost(3)),
            figure(
                "fill: most of a day's quota", "fill_quota_percent", "%",
                100 * greatest / Double(fill.dailyCalls), .atMost(80)),
            figure(
                "fill: answers 429", "fill_refusals", "answers", Double(filled.refusals),
                .atMost(0)),
            figure("fill: syncs meanwhile", "fill_syncs", "syncs", Double(filled.runs)),
            figure("fill: restarts", "fill_restarts", "restarts", Double(filled.restarts)),
            Figure(
                "fill: end foretold, late or early", "fill_forecast_error_hours", "h",
                filled.forecasts.map { Double($0.told - filled.seconds) / 3_600 }),
        ]
    }

    private var quietSyncs: Double { Double(quietDay.runs.values.reduce(0, +)) }

    private func figure(
        _ name: String, _ key: String, _ unit: String, _ value: Double,
        _ target: Figure.Target = .none
    ) -> Figure {
        Figure(name, key, unit, [value], target)
    }
}
