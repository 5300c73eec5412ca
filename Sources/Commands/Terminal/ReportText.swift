import Foundation
import RunModel
import Web

/// A run with its report, for a terminal: the outcome first, then what changed, then how to get it.
struct ReportText {
    let terminal: Terminal

    func lines(_ run: RunDocument) -> [String] {
        var lines = head(run)
        if let failure = run.failure, !run.isGood { lines += self.failure(failure) }
        if let report = run.report {
            lines += metrics(report.metrics) + params(report.params) + custom(report) + stages(report.stages) + remarks(report.remarks)
        }
        if run.result != nil { lines += result(run) }
        return lines
    }

    private func head(_ run: RunDocument) -> [String] {
        var facts: [String] = []
        if let report = run.report { facts.append(Figures.elapsed(report.times.wallSeconds)) }
        if run.attempts > 1 { facts.append("\(run.attempts) attempts") }
        if let queue = run.report?.times.queueSeconds, queue >= 1 { facts.append("\(Figures.elapsed(queue)) in the queue") }
        if let peak = run.report?.resources.peakMemoryKiB {
            facts.append("peak memory \(peak / 1024) of \(run.resources.memoryMiB) MiB asked")
        }
        let place = RepositoryName(run.trigger.repository)?.shortName ?? run.trigger.repository
        let branch = run.trigger.branch.map { " \(Terminal.plain($0))" } ?? ""
        return [
            "\(terminal.bold(run.id.text))  \(terminal.state(run.state))\(run.reason.map { " (\($0))" } ?? "")"
                + (facts.isEmpty ? "" : "  \(terminal.dim(facts.joined(separator: " · ")))"),
            "\(Terminal.plain(place))\(branch) @ \(run.trigger.commit.prefix(7))  \(terminal.dim(Terminal.plain(run.subject)))",
        ]
    }

    private func failure(_ failure: Failure) -> [String] {
        var lines = ["", "\(terminal.bad("✗")) \(Terminal.plain(failure.message, keepsLines: true))"]
        if let stage = failure.stage { lines.append("  stage: \(Terminal.plain(stage))") }
        for line in failure.lastLines.suffix(20) { lines.append(terminal.dim("  │ \(Terminal.plain(line))")) }
        if !failure.remedy.isEmpty { lines.append("  what to do: \(failure.remedy)") }
        return lines
    }

    private func metrics(_ changes: [MetricChange]) -> [String] {
        let rows = changes.prefix(40).map { change in
            var delta = change.delta.map(Figures.delta) ?? ""
            if change.better == true { delta = terminal.good(delta) }
            if change.better == false { delta = terminal.bad(delta) }
            return [Terminal.plain("\(change.file):\(change.name)"), Self.text(change.before), "→", Self.text(change.after), delta]
        }
        return section("Metrics", rows, more: changes.count - rows.count)
    }

    private func params(_ changes: [ParamChange]) -> [String] {
        let rows = changes.prefix(40).map { change in
            [Terminal.plain("\(change.file):\(change.name)"), Self.text(change.before), "→", Self.text(change.after)]
        }
        return section("Parameters", rows, more: changes.count - rows.count)
    }

    private func custom(_ report: Report) -> [String] {
        guard report.custom != nil else { return [] }
        return ["", terminal.bold("The repository's own report")] + report.customLines.map { "  \(Terminal.plain($0))" }
    }

    private func stages(_ stages: [StageOutcome]) -> [String] {
        let rows = stages.map { stage in
            let word = stage.state == .failed ? terminal.bad("failed") : stage.state == .done ? "ran" : stage.state.rawValue
            return [
                Terminal.plain(stage.name), word,
                stage.state == .done || stage.state == .failed ? stage.seconds.map(Figures.elapsed) ?? "" : "",
            ]
        }
        return section("Stages", rows, more: 0)
    }

    private func remarks(_ remarks: [String]) -> [String] {
        remarks.isEmpty ? [] : [""] + remarks.map { "\(terminal.warm("!")) \(Terminal.plain($0))" }
    }

    private func result(_ run: RunDocument) -> [String] {
        guard let result = run.result else { return [] }
        var lines = ["", terminal.bold("Result")]
        if result.commit == run.trigger.commit {
            lines.append("  nothing changed: the commit itself is the result")
        } else {
            lines.append("  commit \(result.commit)")
        }
        for place in result.published {
            let name = Terminal.plain(place.ref.hasPrefix("refs/heads/") ? String(place.ref.dropFirst(11)) : place.ref)
            switch place.outcome {
            case .updated, .present: lines.append("  on \(terminal.good(name))")
            case .moved: lines.append("  \(terminal.warm("the branch has moved on")); the result waits on \(name)")
            case .refused: lines.append("  \(terminal.warm("refused")): \(Terminal.plain(place.detail ?? "the remote gave no reason"))")
            }
            if let command = place.command { lines.append("  get it: \(terminal.bold(Terminal.plain(command)))") }
        }
        if let name = run.report?.experiment.map({ Terminal.plain($0) }) {
            // An experiment of a clone's own is there already, but for its data, without which `exp apply` ends with a complaint.
            let isHere = result.published.allSatisfy { $0.ref.hasPrefix("refs/exps/") }
            lines.append(
                "  get it: \(terminal.bold(isHere ? "dvc exp apply \(name); dvc pull" : "dvc exp pull origin \(name) && dvc exp apply \(name)"))"
            )
        } else if result.published.contains(where: { $0.outcome == .updated || $0.outcome == .present }),
            result.commit != run.trigger.commit
        {
            lines.append("  get it: \(terminal.bold("git pull && dvc pull"))")
        }
        return lines
    }

    /// Cells are clean already: only colours of ours are in them.
    private func section(_ title: String, _ rows: [[String]], more: Int) -> [String] {
        guard !rows.isEmpty else { return [] }
        let widths = (0..<(rows.map(\.count).max() ?? 0)).map { column in
            rows.map { column < $0.count ? Self.width($0[column]) : 0 }.max() ?? 0
        }
        let lines = rows.map { row in
            let cells = zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - Self.width(cell)) }
            return "  " + cells.joined(separator: "  ").trimmingCharacters(in: .whitespaces)
        }
        return ["", terminal.bold(title)] + lines + (more > 0 ? ["  and \(more) more: --json has them all"] : [])
    }

    /// Characters shown; colours take no room.
    private static func width(_ text: String) -> Int {
        text.replacing(#/\u{1B}\[[0-9]*m/#, with: "").count
    }

    private static func text(_ value: Scalar?) -> String { Terminal.plain(Figures.value(value)) }
}
