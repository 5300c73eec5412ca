import RunModel

extension ReportMarkdown {
    /// Where stages have logged to.
    func tracked(_ report: Report) -> String {
        let runs = (report.wandb ?? []).prefix(WandbRun.mostInReport)
        guard !runs.isEmpty else { return "" }
        // An address that was read as one has no character that would end the link.
        let names = runs.map { run in run.url.map { "[\(text.code(run.path))](\($0))" } ?? "\(text.code(run.path)) (logged offline)" }
        return "**Weights & Biases**: \(names.joined(separator: ", "))"
    }
}
