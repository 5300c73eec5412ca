import RunModel

/// Pages that tell of no run.
enum PlainPages {
    /// The same for a run that is not there, one that may not be seen, and a name that is none: who may not look learns nothing.
    static let notFound = PageFrame(title: "Not found · Bunsen").page(
        """
        <h1>Not found</h1>
        <p>There is no page here, or this link does not open it.</p>
        <p class="dim">A run's page opens with the whole link from its commit's status or report. On the service's machine,
        <code>bunsen runs list</code> and <code>bunsen runs show</code> tell the same.</p>
        """)

    /// Only for who may see all of them.
    static func ambiguous(_ candidates: [RunID]) -> HTML {
        let links = candidates.map { run -> HTML in
            "<li><a href=\"/runs/\(run.text)\"><code>\(run.text)</code></a></li>\n"
        }
        return PageFrame(title: "Several runs · Bunsen").page(
            "<h1>Several runs</h1>\n<p>This is the beginning of more than one run's id:</p>\n<ul>\(links)</ul>"
        )
    }
}
