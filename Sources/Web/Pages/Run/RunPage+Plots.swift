import RunModel

extension RunPage {
    /// DVC's plots, as pictures that the browser fetches: what a repository has drawn never becomes a part of the page itself.
    var plots: HTML {
        guard let plots = run.report?.plots, !plots.drawings.isEmpty else { return "" }
        let figures = plots.drawings.map { drawing -> HTML in
            let address = RunLinks.drawing(drawing.file, of: run.id, signature: signature)
            return """
                <figure><img src="\(address)" alt="Plot of \(drawing.name)" loading="lazy"><figcaption>\(drawing.name)</figcaption></figure>

                """
        }
        let note: HTML? = run.report?.base.map { "before is <code>\($0.short)</code>" }
        return section("Plots", note: note, "<div class=\"plots\">\n\(figures)</div>")
    }
}
