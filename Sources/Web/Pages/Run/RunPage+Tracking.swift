import RunModel

extension RunPage {
    /// Where stages have logged to.
    var tracked: HTML {
        let runs = (run.report?.wandb ?? []).prefix(WandbRun.mostInReport)
        guard !runs.isEmpty else { return "" }
        let list = runs.map { each -> HTML in
            guard let url = each.url else { return "<li><code>\(each.path)</code>, logged offline</li>\n" }
            return "<li><a href=\"\(url)\" rel=\"noopener noreferrer\"><code>\(each.path)</code></a></li>\n"
        }
        return section("Weights &amp; Biases", "<ul>\n\(list)</ul>")
    }
}
