/// How long things stay after a run's end, in seconds.
package struct KeepSettings: Sendable, Hashable, Codable {
    /// A result ref is never removed earlier, whatever the settings say.
    package static let leastResultsSeconds = 30 * 86_400

    /// The work directory of a finished run.
    package var workSeconds: Int
    /// Result refs.
    package var resultsSeconds: Int

    package init(workSeconds: Int = 3 * 86_400, resultsSeconds: Int = leastResultsSeconds) {
        self.workSeconds = workSeconds
        self.resultsSeconds = resultsSeconds
    }
}
