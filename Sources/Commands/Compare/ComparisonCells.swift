import Foundation
import RunModel

/// The words of a comparison, the same on a terminal and in Markdown.
struct ComparisonCells {
    struct Line {
        let label: String
        let cells: [String]
    }

    let comparison: Comparison
    let showsAll: Bool
    /// Sets a cell of a metric in its colour, or what stands for it.
    let paint: (String, MetricChange.Verdict) -> String

    var metrics: [Line] {
        shown(comparison.metrics).map { row in
            let cells = row.values.indices.map { index -> String in
                let text = Terminal.plain(Figures.value(row.values[index]))
                guard index > 0 else { return text }
                let change = comparison.change(row, index)
                let part = change.verdict == .unchanged ? "" : change.part.map { " (\(Figures.percent($0)))" } ?? ""
                return paint(text + part + Self.word(change.verdict), change.verdict)
            }
            return Line(label: row.label, cells: cells)
        }
    }

    var params: [Line] {
        shown(comparison.params).map { Line(label: $0.label, cells: $0.values.map { Terminal.plain(Figures.value($0)) }) }
    }

    var stages: [Line] {
        comparison.stages.map { name in
            Line(label: name, cells: comparison.subjects.map { Self.text(comparison.stage(name, of: $0)) })
        }
    }

    /// Of the runs that made them; empty where none is known.
    var runs: [Line] {
        let runs = comparison.subjects.map(\.run)
        guard runs.contains(where: { $0 != nil }) else { return [] }
        func line(_ label: String, _ text: (RunFacts) -> String?) -> Line {
            Line(label: label, cells: runs.map { $0.flatMap(text) ?? "–" })
        }
        return [
            line("run", \.id.text), line("state") { [$0.state, $0.reason.map { "(\($0))" }].compactMap(\.self).joined(separator: " ") },
            line("time") { $0.seconds.map(Figures.elapsed) },
            line("in the queue") { $0.queueSeconds.map(Figures.elapsed) },
            line("vCPU-hours") { $0.cost.map { Self.hours($0.vcpuSeconds) } },
            line("GPU-hours") { $0.cost.map { Self.hours($0.gpuSeconds) } },
        ]
    }

    /// What is left out, in words.
    var hidden: String? {
        guard !showsAll else { return nil }
        let counts = [(comparison.metrics, "metric"), (comparison.params, "parameter")].map { rows, noun in
            (rows.count - shown(rows).count, noun)
        }.filter { $0.0 > 0 }.map { Figures.count($0.0, $0.1) }
        return counts.isEmpty ? nil : "\(counts.joined(separator: " and ")) equal in all of them: --all shows them"
    }

    private func shown(_ rows: [Comparison.Row]) -> [Comparison.Row] { showsAll ? rows : rows.filter { !$0.isEqual } }

    private static func word(_ verdict: MetricChange.Verdict) -> String {
        switch verdict {
        case .better, .worse, .diverged: " \(verdict.rawValue)"
        case .changed, .new, .gone, .unchanged: ""
        }
    }

    private static func text(_ stage: StageOutcome?) -> String {
        guard let stage else { return "–" }
        switch stage.state {
        case .done: return "ran" + (stage.seconds.map { " \(Figures.elapsed($0))" } ?? "")
        case .failed: return "failed" + (stage.seconds.map { " \(Figures.elapsed($0))" } ?? "")
        case .running, .cached, .unchanged: return stage.state.rawValue
        }
    }

    /// With four decimals: a small run is not for nothing.
    private static func hours(_ seconds: Double) -> String { Figures.number((seconds / 3600 * 10_000).rounded() / 10_000) }
}
