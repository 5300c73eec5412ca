/// What a forge shows beside a commit: one line and a link, changed as the run goes.
package struct CommitStatus: Sendable, Equatable {
    /// Forges have fewer or other words for these; each maps them to its own.
    package enum State: String, Sendable, Codable {
        case pending, running, success, failure
        /// Cancelled or superseded.
        case stopped
    }

    package var state: State
    /// One line; a forge's limit may cut it.
    package var description: String
    /// Absolute; nil where the service has no public address.
    package var link: String?
    /// Which of a commit's statuses this is; the same for all changes of one run: `bunsen`.
    package var context: String
    /// The run, for forges that want a key of its own.
    package var run: RunID?

    package init(state: State, description: String, link: String?, context: String = "bunsen", run: RunID? = nil) {
        self.state = state
        self.description = description
        self.link = link
        self.context = context
        self.run = run
    }
}
