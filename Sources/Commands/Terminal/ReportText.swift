import Foundation
import RunModel
package import Web

/// A run with its report, for a terminal: the outcome first, then what changed, then how to get it.
package struct ReportText {
    let terminal: Terminal

    /// Without colours, as a file or a pipe gets it.
    package static func plain(_ run: RunDocument) -> [String] {
        ReportText(terminal: Terminal(.output, environment: ["TERM": "dumb"])).lines(run)
    }

    func lines(_ run: RunDocument) -> [String] {
        var lines = head(run)
        if let failure = run.failure, !run.isGood { lines += self.failure(failure, of: run.id) }
        if let report = run.report {
            lines +=
                metrics(report) + params(report.params) + data(report) + plots(report) + tracked(report) + custom(report)
                + stages(report.stages)
            lines += resources(report) + remarks(report.remarks)
        }
        if run.result != nil { lines += result(run) }
        return lines
    }

    private func head(_ run: RunDocument) -> [String] {
        var facts: [String] = []
        if let report = run.report { facts.append(Figures.elapsed(report.times.wallSeconds)) }
        if run.attempts > 1 { facts.append("\(run.attempts) attempts") }
        if let queue = run.report?.times.queueSeconds, queue >= 1 { facts.append("\(Figures.elapsed(queue)) in the queue") }
        let place = RepositoryName(run.trigger.repository)?.shortName ?? run.trigger.repository
        let branch = run.trigger.branch.map { " \(Terminal.plain($0))" } ?? ""
        let lines = [
            "\(terminal.bold(run.id.text))  \(terminal.state(run.state))\(run.reason.map { " (\($0))" } ?? "")"
                + (facts.isEmpty ? "" : "  \(terminal.dim(facts.joined(separator: " · ")))"),
            "\(Terminal.plain(place))\(branch) @ \(run.trigger.commit.prefix(7))  \(terminal.dim(Terminal.plain(run.subject)))",
        ]
        let sweep = run.sweep.map { place in
            let parameters = place.parameters.map { "\(Terminal.plain($0.name))=\(Terminal.plain($0.value))" }.joined(separator: ", ")
            return "run \(place.number) of \(place.id)\(parameters.isEmpty ? "" : ": \(parameters)")"
        }
        return lines + [sweep].compactMap(\.self) + (run.isGood ? headline(run.report) : [])
    }

    func params(_ changes: [ParamChange]) -> [String] {
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

    /// Cells are clean already: only colours of ours are in them.
    func section(_ title: String, _ rows: [[String]], more: Int) -> [String] {
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
    static func width(_ text: String) -> Int {
        text.contains("\u{1B}") ? text.replacing(#/\u{1B}\[[0-9]*m/#, with: "").count : text.count
    }

    static func text(_ value: Scalar?) -> String { Terminal.plain(Figures.value(value)) }
}
