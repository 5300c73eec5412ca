/// How often an attempt that ended for an outer reason is repeated.
package struct RetrySettings: Sendable, Hashable, Codable {
    /// Further attempts after the machine was reclaimed or failed.
    package var reclaimed: Int
    /// Further attempts after a job was lost.
    package var lost: Int
    /// Seconds for which an unreachable git host or remote is tried again.
    package var unreachableSeconds: Int

    package init(reclaimed: Int = 3, lost: Int = 1, unreachableSeconds: Int = 900) {
        self.reclaimed = reclaimed
        self.lost = lost
        self.unreachableSeconds = unreachableSeconds
    }
}
