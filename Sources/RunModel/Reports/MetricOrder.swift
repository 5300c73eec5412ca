/// The metrics of a report in the order in which a reviewer wants them: worse, better, changed, unchanged. Inside a group the
/// largest part comes first.
package struct MetricOrder: Sendable, Equatable {
    package var worse: [MetricChange] = []
    package var better: [MetricChange] = []
    /// Changed where nobody says which way is better, new, or gone.
    package var changed: [MetricChange] = []
    /// As the report has them.
    package var unchanged: [MetricChange] = []

    package init(_ metrics: [MetricChange]) {
        for change in metrics {
            switch change.verdict {
            case .worse, .diverged: worse.append(change)
            case .better: better.append(change)
            case .changed, .new, .gone: changed.append(change)
            case .unchanged: unchanged.append(change)
            }
        }
        worse = Self.largestFirst(worse)
        better = Self.largestFirst(better)
        changed = Self.largestFirst(changed)
    }

    /// All that is not as it was.
    package var moved: [MetricChange] { worse + better + changed }

    /// `1 metric worse, 2 better, 1 changed, 12 unchanged`; nil where there are none.
    package var tally: String? {
        let new = changed.count { $0.verdict == .new }
        let gone = changed.count { $0.verdict == .gone }
        let counts = [
            (worse.count, "worse"), (better.count, "better"), (changed.count - new - gone, "changed"), (new, "new"), (gone, "gone"),
            (unchanged.count, "unchanged"),
        ].filter { $0.0 > 0 }
        guard let first = counts.first else { return nil }
        return ([Figures.count(first.0, "metric") + " \(first.1)"] + counts.dropFirst().map { "\($0.0) \($0.1)" }).joined(separator: ", ")
    }

    /// The stable order of those that changed by the same part is that of the report.
    private static func largestFirst(_ changes: [MetricChange]) -> [MetricChange] {
        changes.enumerated().map { (index: $0.offset, size: $0.element.size, change: $0.element) }
            .sorted { $0.size != $1.size ? $0.size > $1.size : $0.index < $1.index }.map(\.change)
    }
}

extension MetricChange {
    /// What a reviewer calls the change.
    package enum Verdict: String, Sendable {
        case better, worse, changed, new, gone, unchanged
        /// A number before, and none any more.
        case diverged = "no number any more"
    }

    package var verdict: Verdict {
        guard let before else { return after == nil ? .unchanged : .new }
        guard let after else { return .gone }
        if before == after { return .unchanged }
        if before.double?.isFinite == true, after.isNoNumber { return .diverged }
        if delta == 0 { return .unchanged }
        return better.map { $0 ? .better : .worse } ?? .changed
    }

    /// For the order only.
    fileprivate var size: Double {
        switch verdict {
        case .diverged: .infinity
        case .new, .gone, .unchanged: -1
        // From nothing to something is more than any part.
        case .better, .worse, .changed: part.map(abs) ?? (delta == nil ? 0 : .greatestFiniteMagnitude)
        }
    }

    /// `+0.0325 (+4.01 %)`; empty where that says nothing.
    package var difference: String {
        guard let delta, delta.isFinite, verdict != .unchanged else { return "" }
        let part = part.map { " (\(Figures.percent($0)))" } ?? ""
        return Figures.delta(delta) + part
    }
}

extension Scalar {
    /// JSON has no NaN: a report that was stored has it as a word.
    fileprivate var isNoNumber: Bool {
        switch self {
        case .number(let value): !value.isFinite
        case .text(let word): ["nan", "inf", "-inf", "infinity", "-infinity"].contains(word.lowercased())
        case .integer, .flag: false
        }
    }
}
