/// What a tired person must get in five seconds. Each rendering draws it in its own way; the choice and the words are one.
package struct Headline: Sendable, Equatable {
    /// More than that is no headline.
    static let moverLimit = 3

    /// `succeeded in 8.5 s`; of an outcome that this version does not know, what follows its name: `after 8.5 s`.
    package var outcome: String
    /// An outcome that this version does not know, as it was written.
    package var unknown: String?
    /// The stage that failed.
    package var stage: String?
    /// That a branch did not get the result, which nobody may miss.
    package var notice: String?
    /// `1 metric worse, 2 better`.
    package var tally: String?
    /// Those of which the project says which way is better, worse first; where there are none, those that moved most; in a first
    /// run the first.
    package var movers: [MetricChange] = []

    package init(_ report: Report) {
        let time = Figures.elapsed(report.times.wallSeconds)
        switch report.outcome {
        case "succeeded": outcome = "succeeded in \(time)"
        case "cached": outcome = "cached, no stage had to run, in \(time)"
        case "failed": outcome = "failed after \(time)"
        case "cancelled": outcome = "cancelled after \(time)"
        default:
            outcome = "after \(time)"
            unknown = report.outcome
        }
        stage = report.failure?.stage
        let places = report.result?.published ?? []
        if places.contains(where: { $0.outcome == .refused }) {
            notice = "the result was refused"
        } else if places.contains(where: { $0.outcome == .moved }) {
            notice = "the branch has moved on"
        }
        guard report.outcome == "succeeded" || report.outcome == "cached" else { return }
        let order = MetricOrder(report.metrics)
        tally = order.tally
        let judged = order.worse + order.better
        movers = Array((judged.isEmpty ? order.changed : judged).prefix(Self.moverLimit))
    }
}
