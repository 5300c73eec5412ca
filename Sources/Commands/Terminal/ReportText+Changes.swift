import RunModel

extension ReportText {
    static let rowLimit = 40

    /// What nobody may miss, and the metrics that say most.
    func headline(_ report: Report?) -> [String] {
        guard let report else { return [] }
        let headline = Headline(report)
        var lines = headline.notice.map { [terminal.warm("but \($0)")] } ?? []
        let movers = headline.movers.map { change in
            let name = PlainText.cut(Terminal.plain(change.name), to: 60)
            guard change.before != nil else { return "\(name) \(Self.text(change.after))" }
            let part = change.part.map { " (\(Figures.percent($0)))" } ?? ""
            return paint("\(name) \(Self.text(change.before)) → \(Self.text(change.after))\(part)\(word(change))", change)
        }
        if let tally = headline.tally { lines.append("\(tally)\(movers.isEmpty ? "" : ": ")\(movers.joined(separator: " · "))") }
        return lines
    }

    /// What moved, worse first; what did not is counted.
    func metrics(_ report: Report) -> [String] {
        let order = MetricOrder(report.metrics)
        let rows = order.moved.prefix(Self.rowLimit).map { change in
            [
                Terminal.plain("\(change.file):\(change.name)"), Self.text(change.before), "→", Self.text(change.after),
                paint(String((change.difference + word(change)).drop { $0 == " " }), change),
            ]
        }
        let lines = section("Metrics", rows, more: order.moved.count - rows.count)
        guard !order.unchanged.isEmpty else { return lines }
        let title = lines.isEmpty ? ["", terminal.bold("Metrics")] : lines
        return title + [terminal.dim("  \(order.unchanged.count) unchanged")]
    }

    func data(_ report: Report) -> [String] {
        let changes = report.data ?? []
        let rows = changes.prefix(Self.rowLimit).map { change in
            [Terminal.plain(change.path), change.before?.text ?? "–", "→", change.after?.text ?? "–", change.word]
        }
        return section("Data", rows, more: changes.count - rows.count)
    }

    func plots(_ report: Report) -> [String] {
        guard let plots = report.plots, !plots.drawings.isEmpty else { return [] }
        let names = plots.drawings.prefix(10).map { "  \(Terminal.plain($0.name))" }
        let more = plots.drawings.count - names.count
        return ["", terminal.bold("Plots")] + names + (more > 0 ? ["  and \(more) more"] : [])
            + ["  on the run's page, and with: \(terminal.bold(Terminal.plain(plots.command)))"]
    }

    func tracked(_ report: Report) -> [String] {
        let rows = (report.wandb ?? []).prefix(WandbRun.mostInReport).map { run in
            [Terminal.plain(run.path), run.url.map { Terminal.plain($0) } ?? "logged offline"]
        }
        return section("Weights & Biases", Array(rows), more: 0)
    }

    func resources(_ report: Report) -> [String] {
        let sizing = Sizing(report)
        let facts = [sizing.memory, sizing.cpu].compactMap { $0 }
        let gpus = sizing.gpus.enumerated().map { "  GPU \($0.offset), \(Terminal.plain($0.element.name)): \($0.element.use)" }
        guard !facts.isEmpty || !gpus.isEmpty else { return [] }
        return ["", terminal.bold("Resources")] + facts.map { "  \($0)" } + gpus + sizing.advice.map { "  \(terminal.warm("!")) \($0)" }
    }

    private func word(_ change: MetricChange) -> String {
        switch change.verdict {
        case .better, .worse, .diverged, .new, .gone: " \(change.verdict.rawValue)"
        case .changed, .unchanged: ""
        }
    }

    private func paint(_ text: String, _ change: MetricChange) -> String {
        switch change.verdict {
        case .better: terminal.good(text)
        case .worse, .diverged: terminal.bad(text)
        case .changed, .new, .gone, .unchanged: text
        }
    }
}
