import RunModel
import Web

/// The metrics of a comparison as bars in an SVG picture: a panel a metric, a bar a subject.
struct ComparisonPlot {
    private let comparison: Comparison
    private let rows: [Comparison.Row]
    /// More would be no picture any more.
    private static let mostPanels = 24
    private static let (width, labels, values, bar, title) = (760.0, 220.0, 90.0, 18.0, 30.0)

    /// - Throws: ``CommandFailure`` `no_metrics` where there is nothing to draw.
    init(_ comparison: Comparison) throws {
        self.comparison = comparison
        let numbers = comparison.metrics.filter { $0.values.contains { $0?.double?.isFinite == true } }
        let changed = numbers.filter { !$0.isEqual }
        rows = Array((changed.isEmpty ? numbers : changed).prefix(Self.mostPanels))
        guard !rows.isEmpty else {
            throw CommandFailure(
                .failed, code: "no_metrics", "There is nothing to draw: none of them has a metric that is a number.",
                remedy: "Look at `dvc metrics show`; metrics are what `dvc.yaml` declares as such.")
        }
    }

    func svg() -> String {
        let height = Self.title + Double(comparison.subjects.count) * Self.bar
        var body: HTML = ""
        for (index, row) in rows.enumerated() { body += panel(row, top: 10 + Double(index) * (height + 16)) }
        let total = 10 + Double(rows.count) * (height + 16)
        let frame: HTML = """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.text(Self.width))" height="\(Self.text(total))" \
            viewBox="0 0 \(Self.text(Self.width)) \(Self.text(total))" font-family="sans-serif" font-size="12">
            <rect width="100%" height="100%" fill="white"/>
            \(body)</svg>

            """
        return frame.text
    }

    private func panel(_ row: Comparison.Row, top: Double) -> HTML {
        let numbers = row.values.compactMap { $0?.double }.filter(\.isFinite)
        // Bars begin at nothing, so that their lengths are to be compared.
        let (low, high) = (min(0, numbers.min() ?? 0), max(0, numbers.max() ?? 0))
        let scale = (Self.width - Self.labels - Self.values - 10) / (high > low ? high - low : 1)
        let zero = Self.labels + (0 - low) * scale
        var body: HTML = """
            <text x="10" y="\(Self.text(top + 14))" font-weight="bold">\(PlainText.cut(row.label, to: 80))</text>

            """
        for (index, subject) in comparison.subjects.enumerated() {
            let y = top + Self.title - 8 + Double(index) * Self.bar
            body += """
                <text x="\(Self.text(Self.labels - 8))" y="\(Self.text(y + 12))" text-anchor="end">\(PlainText.cut(subject.name, to: 30))</text>

                """
            let number = row.values[index]?.double.flatMap { $0.isFinite ? $0 : nil }
            if let number {
                let end = zero + number * scale
                body += """
                    <rect x="\(Self.text(min(zero, end)))" y="\(Self.text(y + 2))" width="\(Self.text(abs(end - zero)))" \
                    height="\(Self.text(Self.bar - 5))" fill="\(colour(row, index))"/>

                    """
            }
            let right = max(zero, number.map { zero + $0 * scale } ?? zero) + 6
            body += """
                <text x="\(Self.text(right))" y="\(Self.text(y + 12))" fill="#444">\(Figures.value(row.values[index]))</text>

                """
        }
        return body
    }

    private func colour(_ row: Comparison.Row, _ index: Int) -> String {
        guard index > 0 else { return "#8a8f98" }
        switch comparison.change(row, index).verdict {
        case .better: return "#2a9d5c"
        case .worse, .diverged: return "#d1495b"
        case .changed, .new, .gone, .unchanged: return "#4c78a8"
        }
    }

    private static func text(_ value: Double) -> String { Figures.number((value * 10).rounded() / 10) }
}
