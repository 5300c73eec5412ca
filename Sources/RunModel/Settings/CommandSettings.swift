/// Programs that a repository wants instead of Bunsen's own, each as an argv that no shell sees.
package struct CommandSettings: Sendable, Hashable, Codable {
    package var run: [String]?
    package var report: [String]?
    /// Whether an executable `job-run.sh` or `diff-report.sh` at the repository's root takes the place of one not named here.
    package var scripts: Bool

    package init(run: [String]? = nil, report: [String]? = nil, scripts: Bool = true) {
        self.run = run
        self.report = report
        self.scripts = scripts
    }
}
