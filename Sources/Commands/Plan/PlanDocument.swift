import DVC
import RunModel

/// What a run of a commit would do: `bunsen plan --json`.
struct PlanDocument: Sendable, Encodable {
    var repository: String
    var commit: String
    var branch: String
    /// `dvc repro` or `dvc exp run`, by the directives.
    var experiment: Bool
    var dvcArgs: [String]
    var resources: Resources
    /// The repository's own, in place of `dvc repro`. Which stages it would run nobody knows ahead: `stages` then says what
    /// `dvc repro` would do.
    var command: [String]?
    var stages: [Stage]
    /// What could not be found out; the stages are then told as if they had to run.
    var errors: [String]
    /// A run of the same key, if there is one: a push would be answered with it.
    var known: String?

    struct Stage: Sendable, Encodable {
        var name: String
        /// `run`, `cached`, `unchanged` or `unknown` (behind one that must run).
        var state: String
        var why: String?
    }

    private enum CodingKeys: String, CodingKey {
        case repository, commit, branch, experiment, resources, command, stages, errors, known
        case dvcArgs = "dvc_args"
    }
}
