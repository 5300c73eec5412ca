package import RunModel

/// A run's report as a forge's comment: the outcome first, then why, then what changed, then how to get it.
package struct ReportMarkdown: Sendable {
    let text: MarkdownText
    /// The run's page; nil where the service has no public address.
    let link: String?

    package init(dialect: MarkdownDialect, link: String? = nil) {
        text = MarkdownText(dialect: dialect)
        self.link = link
    }

    /// - Parameter limit: UTF-16 code units. Whole sections are left out for it, the least important first, and the text says so.
    package func text(_ report: Report, limit: Int) -> String {
        Self.fit(
            [
                MarkdownSection("the outcome", weight: .max, head(report)),
                MarkdownSection("the reason", weight: 90, failure(report)),
                MarkdownSection("the last lines", weight: 60, lastLines(report)),
                MarkdownSection("metrics", weight: 70, metrics(report)),
                MarkdownSection("parameters", weight: 40, params(report)),
                MarkdownSection("data", weight: 35, data(report)),
                MarkdownSection("plots", weight: 25, plots(report)),
                MarkdownSection("Weights & Biases", weight: 37, tracked(report)),
                MarkdownSection("the repository's own report", weight: 45, custom(report)),
                MarkdownSection("stages", weight: 30, stages(report)),
                MarkdownSection("resources", weight: 20, resources(report)),
                MarkdownSection("remarks", weight: 50, remarks(report)),
                MarkdownSection("the result", weight: 80, result(report)),
            ].filter { !$0.body.isEmpty }, limit: limit)
    }

    static func fit(_ sections: [MarkdownSection], limit: Int) -> String {
        var kept = sections
        var dropped: [String] = []
        while true {
            let note = dropped.isEmpty ? [] : ["_Left out because the forge takes no longer comment: \(dropped.joined(separator: ", "))._"]
            let whole = (kept.map(\.body) + note).joined(separator: "\n\n")
            guard whole.utf16.count > limit else { return whole }
            guard let least = kept.indices.min(by: { kept[$0].weight < kept[$1].weight }), kept[least].weight < .max else {
                // Room for not even the head and the note: the first line alone, or nothing.
                let first = kept.first?.body.prefix { $0 != "\n" } ?? ""
                return first.utf16.count <= limit ? String(first) : ""
            }
            dropped.append(kept.remove(at: least).title)
        }
    }
}
