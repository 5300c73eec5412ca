/// What a repository says about its reports.
package struct ReportSettings: Sendable, Hashable, Codable {
    /// The revision that results are compared with; nil: the parent of the trigger commit.
    package var base: String?
    /// Metric, parameter and plot files, and data, that the report leaves out.
    package var exclude: [Glob]
    /// By `FILE:METRIC`, such as `metrics.json:accuracy`.
    package var better: [String: MetricDirection]

    package init(base: String? = nil, exclude: [Glob] = [], better: [String: MetricDirection] = [:]) {
        self.base = base
        self.exclude = exclude
        self.better = better
    }
}
