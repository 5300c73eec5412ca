import RunModel

/// `bunsen results fetch --json`. Every key is always there, `null` where there is nothing.
struct ResultsDocument: Encodable {
    enum State: String, Encodable {
        /// An experiment of the clone now.
        case new
        /// It was one already.
        case there
        /// In the place of another of its name.
        case replaced
        /// The clone has another of its name, which stays.
        case taken
        /// Sent, and without a result so far.
        case open
    }

    struct Experiment: Encodable {
        let name: String
        /// Of the result; of an open one the commit that asks for it.
        let commit: CommitSHA
        var run: String?
        let state: State
        /// The run's, of an open one that the service knows.
        var runState: String?

        private enum CodingKeys: String, CodingKey {
            case name, commit, run, state
            case runState = "run_state"
        }

        /// By hand because a synthesized one leaves out what is nil, and scripts rely on the keys.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try container.encode(commit, forKey: .commit)
            try container.encode(run, forKey: .run)
            try container.encode(state, forKey: .state)
            try container.encode(runState, forKey: .runState)
        }
    }

    let base: CommitSHA
    let experiments: [Experiment]
    /// Names of queue entries that are gone.
    let cleared: [String]
    /// How many files of data came; nil where none was asked for.
    let files: Int?

    private enum CodingKeys: String, CodingKey { case base, experiments, cleared, files }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(base, forKey: .base)
        try container.encode(experiments, forKey: .experiments)
        try container.encode(cleared, forKey: .cleared)
        try container.encode(files, forKey: .files)
    }
}
