import DVC
import RunModel

/// `bunsen submit --json`. Every key is always there, `null` where there is nothing.
struct SubmitDocument: Encodable {
    enum State: String, Encodable {
        /// On its branch now.
        case pushed
        /// Its branch was there already, with this commit.
        case known
        /// A branch of its name has another commit.
        case taken
        /// The remote would not.
        case refused
        /// Handed to the service.
        case handed
        /// Not sent: nobody said so.
        case left
    }

    struct Experiment: Encodable {
        let name: String
        let base: CommitSHA
        let queued: CommitSHA
        let commit: CommitSHA
        var branch: String?
        var state: State
        /// Where it was handed over.
        var run: String?
        /// The remote's sentence.
        var detail: String?

        private enum CodingKeys: String, CodingKey { case name, base, queued, commit, branch, state, run, detail }

        /// By hand because a synthesized one leaves out what is nil, and scripts rely on the keys.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try container.encode(base, forKey: .base)
            try container.encode(queued, forKey: .queued)
            try container.encode(commit, forKey: .commit)
            try container.encode(branch, forKey: .branch)
            try container.encode(state, forKey: .state)
            try container.encode(run, forKey: .run)
            try container.encode(detail, forKey: .detail)
        }
    }

    var experiments: [Experiment]
}

extension SubmitDocument.Experiment {
    /// - Parameter sent: the commit that was sent for it before.
    init(
        _ commit: SubmittedCommit, as sent: CommitSHA? = nil, branch: String?, state: SubmitDocument.State, run: String? = nil,
        detail: String? = nil
    ) {
        self.init(
            name: commit.entry.name, base: commit.entry.queued.base, queued: commit.entry.queued.rev, commit: sent ?? commit.sha,
            branch: branch,
            state: state, run: run, detail: detail)
    }
}
