/// Programs that a repository wants instead of DVC's own, each as an argv that no shell sees.
package struct CommandSettings: Sendable, Hashable, Codable {
    package var run: [String]?
    package var report: [String]?

    package init(run: [String]? = nil, report: [String]? = nil) {
        self.run = run
        self.report = report
    }
}
