package import RunModel

/// What a store refuses, or cannot do.
package enum RunStoreError: Error, Equatable, CustomStringConvertible {
    /// Two runs drew one id; the caller makes another.
    case idIsTaken(RunID)
    case noSuchRun(RunID)
    /// Others kept changing the run, for longer than is worth waiting.
    case isBusy(RunID)
    /// What is stored of it cannot have been written by Bunsen.
    case isDamaged(RunID)
    case noSuchSweep(SweepID)
    case sweepIsBusy(SweepID)

    package var description: String {
        switch self {
        case .idIsTaken(let id): "the run id \(id) is taken; take the run under another id"
        case .noSuchRun(let id): "the store has no run \(id)"
        case .isBusy(let id): "run \(id) is being changed by others all the time; try again"
        case .isDamaged(let id): "what the store has of run \(id) is incomplete"
        case .noSuchSweep(let id): "the store has no sweep \(id)"
        case .sweepIsBusy(let id): "sweep \(id) is being changed by others all the time; try again"
        }
    }
}
