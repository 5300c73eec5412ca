/// Which attempts that ended for an outer reason are repeated, how often, and how long.
package struct RetrySettings: Sendable, Hashable, Codable {
    /// Further attempts after the machine was reclaimed or failed.
    package var reclaimed: Int
    /// Further attempts after a job was lost.
    package var lost: Int
    /// Seconds for which an unreachable git host or remote is tried again.
    package var unreachableSeconds: Int
    /// Seconds after which a run goes to the next executor of its rule, when the present one has no capacity for it.
    package var nextQueueSeconds = 900
    /// Seconds for which a run is tried again for which no executor has capacity.
    package var noCapacitySeconds = 86_400
    /// MiB. A job that needed more memory than it asked for gets double as much, once, and at most this; nil: it does not.
    package var memoryLimitMiB: Int?
    /// Seconds that growing pauses end at, before jitter.
    package var longestPauseSeconds = 120

    package init(reclaimed: Int = 3, lost: Int = 1, unreachableSeconds: Int = 900) {
        self.reclaimed = reclaimed
        self.lost = lost
        self.unreachableSeconds = unreachableSeconds
    }
}
