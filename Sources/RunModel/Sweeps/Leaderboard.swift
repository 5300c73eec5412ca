/// The runs of a sweep, best first: one model for comments, pages, terminals and JSON.
package struct Leaderboard: Sendable, Equatable {
    package var rows: [Row] = []
    /// The parameters that vary, in the order in which they were given.
    package var parameters: [String]
    /// What is ranked by; nil where no run has said anything yet.
    package var metric: MetricName?
    package var goal: SweepOptions.Goal
    package var counts = Counts()
    /// What the reader should know besides, in sentences.
    package var remarks: [String] = []

    package struct Row: Sendable, Equatable {
        /// From 1; nil of a run without the metric. Equal values have equal ranks.
        package var rank: Int?
        package var standing: Standing
        /// The value that is ranked by, with what the base has.
        package var metric: MetricChange?
        package var isBest = false

        /// The value of a parameter that varies; nil where the run leaves it alone.
        package func value(_ parameter: String) -> String? {
            standing.parameters.first { $0.name == parameter }?.value
        }
    }

    package struct Counts: Sendable, Equatable, Codable {
        package var all = 0
        package var waiting = 0
        package var running = 0
        package var succeeded = 0
        package var failed = 0
        package var cancelled = 0

        package var ended: Int { succeeded + failed + cancelled }
        package var isEnded: Bool { ended == all }
    }

    /// - Parameter standings: of all runs of the sweep, in the order of their numbers.
    package init(_ sweep: Sweep, _ standings: [Standing]) {
        parameters = Self.names(standings)
        let metrics = standings.lazy.flatMap(\.metrics)
        let chosen = metrics.first { $0.after?.double?.isFinite == true } ?? metrics.first
        let metric = chosen.map { MetricName(file: $0.file, name: $0.name) }
        self.metric = metric
        goal = sweep.options.goal ?? Self.goal(standings, metric) ?? .max
        for standing in standings { count(standing) }
        rank(standings)
        remark(sweep, standings)
    }

    package var best: Row? { rows.first { $0.isBest } }

    private mutating func rank(_ standings: [Standing]) {
        var ranked: [(value: Double, row: Row)] = []
        var rest: [Row] = []
        for standing in standings {
            let found = metric.flatMap { metric in standing.metrics.first(where: metric.names) }
            let row = Row(standing: standing, metric: found)
            // A run that failed has no result that could be the best, whatever its files say.
            if standing.isGood, let value = found?.after?.double, value.isFinite {
                ranked.append((goal == .max ? -value : value, row))
            } else {
                rest.append(row)
            }
        }
        ranked.sort { ($0.value, $0.row.standing.number) < ($1.value, $1.row.standing.number) }
        for (index, entry) in ranked.enumerated() {
            var row = entry.row
            row.rank = index > 0 && ranked[index - 1].value == entry.value ? rows[index - 1].rank : index + 1
            row.isBest = index == 0
            rows.append(row)
        }
        // Then what goes on, what waits, and what came to nothing.
        rows += rest.enumerated().sorted { (Self.group($0.element), $0.offset) < (Self.group($1.element), $1.offset) }.map(\.element)
    }

    private static func group(_ row: Row) -> Int {
        switch row.standing.state {
        case "succeeded", "cached": 0
        case "running", "publishing": 1
        case "submitted": 2
        case "accepted", "waiting": 3
        case "failed": 4
        default: 5
        }
    }

    private mutating func count(_ standing: Standing) {
        counts.all += 1
        switch standing.state {
        case "succeeded", "cached": counts.succeeded += 1
        case "failed": counts.failed += 1
        case "cancelled", "superseded": counts.cancelled += 1
        case "running", "publishing": counts.running += 1
        default: counts.waiting += 1
        }
    }

    private static func names(_ standings: [Standing]) -> [String] {
        var seen: Set<String> = []
        return standings.flatMap(\.parameters).map(\.name).filter { seen.insert($0).inserted }
    }

    /// Which way is better, where the project says so: by the first change that was judged.
    private static func goal(_ standings: [Standing], _ metric: MetricName?) -> SweepOptions.Goal? {
        for change in standings.lazy.flatMap(\.metrics) where metric?.names(change) == true {
            guard let better = change.better, let delta = change.delta, delta != 0 else { continue }
            return better == (delta > 0) ? .max : .min
        }
        return nil
    }

    private mutating func remark(_ sweep: Sweep, _ standings: [Standing]) {
        if let wanted = sweep.options.metric, metric == nil, counts.succeeded > 0 {
            let known = standings.lazy.compactMap(\.others).first ?? []
            let nearest = NearestName.of(wanted.name, among: known.map { String($0.drop { $0 != ":" }.dropFirst()) })
            let hint =
                nearest.map { " Is `\($0)` meant?" }
                ?? (known.isEmpty ? " They have none at all." : " They have \(known.map { "`\($0)`" }.joined(separator: ", ")).")
            remarks.append("No run has the metric `\(wanted)`.\(hint)")
        } else if let metric, sweep.options.goal == nil, rows.first?.rank != nil, Self.goal(standings, metric) == nil {
            remarks.append("More of `\(metric.name)` counts as better; say `goal=min` where less is.")
        }
        let values = Set(rows.compactMap { $0.rank == nil ? nil : $0.metric?.after?.double })
        if counts.isEnded, counts.succeeded > 1, values.count == 1 { remarks.append("All runs have the same value.") }
    }
}
