package import RunModel

/// Where sweeps are kept, beside their runs. Every call is one transaction.
package protocol SweepStore: Sendable {
    /// Takes a sweep once, without its runs: stores it if its key is new; else joins its branches to the one that has the key.
    func take(_ sweep: Sweep) async throws -> TakenSweep
    /// Stores the runs of a sweep that has none yet, and writes the sweep as `change` makes it. A run that is there already is
    /// the sweep's too, as it stands. One that has its runs, or will never have any, stays as it is.
    @discardableResult
    func fill(_ id: SweepID, with runs: [Run], _ change: @Sendable (inout Sweep) -> Void) async throws -> Sweep

    func sweep(_ id: SweepID) async throws -> Sweep?
    /// The sweeps whose id begins with `prefix`, newest first, at most `limit`.
    func sweeps(withPrefix prefix: String, limit: Int) async throws -> [Sweep]
    /// Newest first.
    func sweeps(of repository: RepositoryName?, limit: Int) async throws -> [Sweep]
    /// Those whose end is not told yet, oldest first.
    func openSweeps() async throws -> [Sweep]
    /// Where its runs stand, by their numbers.
    func standings(of id: SweepID) async throws -> [Standing]
    /// Reads, changes and writes a sweep.
    @discardableResult
    func update(_ id: SweepID, _ change: @Sendable (inout Sweep) throws -> Void) async throws -> Sweep
}

/// What came of ``SweepStore/take(_:)``.
package enum TakenSweep: Sendable, Equatable {
    case new(Sweep)
    case known(Sweep)
    /// The commit is a result of ours, which never triggers.
    case result
}
