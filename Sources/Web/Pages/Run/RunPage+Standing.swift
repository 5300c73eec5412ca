import Engine
import FoundationEssentials
import RunModel

extension RunPage {
    /// What a run that has not ended waits for or does; of one that nobody let come to its end, why.
    var standing: HTML {
        switch run.state {
        case .accepted:
            note("warm", "In the queue", queueReason.map { "\($0)" } ?? "It has not been looked at yet.")
        case .waiting(let until):
            note(
                "warm", "Waits for another attempt",
                "It may start at \(Figures.time(until)).\(queueReason.map { " \($0)" as HTML } ?? "")")
        case .submitted:
            note(
                "live", "Starting",
                run.attempts.last.map { attempt in
                    queueReason.map { "Handed to \(attempt.executor): \($0)." } ?? "Handed to \(attempt.executor), and not seen to run yet."
                } ?? "")
        case .running, .publishing: note("live", step, bar)
        case .cancelled, .superseded: note("warm", "Why", "\(run.history.last?.cause ?? "")")
        case .succeeded, .cached, .failed: ""
        }
    }

    private func note(_ kind: HTML, _ title: HTML, _ body: HTML) -> HTML {
        "<section class=\"note \(kind)\">\n<h2>\(title)</h2>\n<p>\(body)</p>\n</section>\n"
    }

    private var step: HTML {
        if let stage = progress?.stage, progress?.step == .reproduce || progress?.step == nil {
            return "Stage \(stage.n) of \(stage.of): \(stage.stage.name)\(stageTime)"
        }
        let activity = progress?.step?.activity ?? (run.state == .publishing ? JobStep.publish.activity : "running")
        return "\(activity.prefix(1).uppercased() + activity.dropFirst())"
    }

    /// How long the stage runs by now.
    private var stageTime: HTML {
        guard progress?.stage?.stage.state == .running, let start = tail?.stageStartedAt else {
            return ""
        }
        return
            " <small>for \(Figures.elapsed(max(0, now.timeIntervalSince(start)).rounded(.down)))</small>"
    }

    /// Stages that are over, of all.
    private var bar: HTML {
        guard let stage = progress?.stage, stage.of > 0 else { return "" }
        let isOver = stage.stage.state != .running || progress?.step ?? .reproduce != .reproduce
        let done = max(0, min(stage.of, isOver ? stage.n : stage.n - 1))
        return
            "\(done) of \(stage.of) done <progress value=\"\(done)\" max=\"\(stage.of)\" aria-label=\"stages done\"></progress>"
    }
}
