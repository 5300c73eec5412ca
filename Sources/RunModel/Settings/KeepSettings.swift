/// How long and how much of what runs leave behind stays.
package struct KeepSettings: Sendable, Hashable, Codable {
    /// A result ref is never removed earlier, whatever the settings say.
    package static let leastResultsSeconds = 30 * 86_400

    /// The work directory of a finished run, in seconds after its end.
    package var workSeconds: Int
    /// GiB of work directories of finished runs: a failed run's is kept for its author, and the oldest goes first.
    package var failedGiB: Int
    /// The logs of a finished run, in seconds after its end.
    package var logsSeconds: Int
    /// GiB of all content caches; nil: no limit.
    package var cacheGiB: Int?
    /// A virtual environment that no run has used, in seconds.
    package var environmentsSeconds: Int
    /// Result refs, in seconds after the run's end.
    package var resultsSeconds: Int
    /// Experiments (`refs/exps`) of finished runs, in seconds after they were made; nil: for ever.
    package var experimentsSeconds: Int?
    /// So many of each sweep stay for ever, the best ones.
    package var best: Int

    package init(
        workSeconds: Int = 3 * 86_400, failedGiB: Int = 20, logsSeconds: Int = 365 * 86_400, cacheGiB: Int? = nil,
        environmentsSeconds: Int = 30 * 86_400, resultsSeconds: Int = leastResultsSeconds,
        experimentsSeconds: Int? = nil, best: Int = 3
    ) {
        self.workSeconds = workSeconds
        self.failedGiB = failedGiB
        self.logsSeconds = logsSeconds
        self.cacheGiB = cacheGiB
        self.environmentsSeconds = environmentsSeconds
        self.resultsSeconds = resultsSeconds
        self.experimentsSeconds = experimentsSeconds
        self.best = best
    }
}
