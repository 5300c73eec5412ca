/// What an executor says of a job that has ended, in its own words, and what they mean.
package enum ExecutorWord: Sendable, Equatable, CustomStringConvertible {
    case batch(BatchWord)
    case slurm(SlurmWord)

    /// What the executor alone makes of it; nil where it says nothing of its own: the job's process ended, that is all.
    package var conclusion: Conclusion? {
        switch self {
        case .batch(let word): word.conclusion
        case .slurm(let word): word.conclusion
        }
    }

    package var description: String {
        switch self {
        case .batch(let word): word.description
        case .slurm(let word): word.description
        }
    }
}
