package import RunModel

/// Where a repository's code is reviewed, as far as the engine needs it: where reports go.
package protocol Forge: Sendable {
    /// Shows beside the commit how far a run is. What counts is told with the report: this may be lost.
    func show(_ status: CommitStatus, of run: Run, project: ProjectSettings?) async throws
    /// Makes the report the one that is seen for its run, in place of an earlier one, and the status the last.
    func post(_ report: Report, for run: Run, project: ProjectSettings?) async throws
    /// Whether the pushed commit, which has the trailers of a result, is one, whichever service made it.
    func holdsResult(_ push: TakenPush) async throws -> Bool
    /// What `.bunsen.yaml` at a run's commit asks for.
    func defaults(of run: Run, project: ProjectSettings?) async throws -> ResourceDefaults
    /// What a sweep's commit says of it.
    ///
    /// - Throws: `SweepProblem` where the commit itself is at fault.
    func source(of sweep: Sweep, project: ProjectSettings?) async throws -> SweepSource
    /// Makes the leaderboard the one that is seen for its sweep, and the commit's status the sweep's.
    func post(_ board: Leaderboard, of sweep: Sweep, project: ProjectSettings?) async throws
    /// Gives the results of some runs of a sweep branches of their own, `experiment/SHA7-NAME`. What is there already stays.
    func branch(_ standings: [Standing], of sweep: Sweep, project: ProjectSettings?) async throws
    /// Says on a commit why it starts nothing.
    func post(_ refusal: Refusal, project: ProjectSettings?) async throws
}
