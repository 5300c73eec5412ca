/// What became of one place that a result was to be published to.
package struct Publication: Sendable, Equatable, Codable {
    package enum Outcome: String, Sendable, Codable {
        /// The branch stood at the trigger and was moved to the result.
        case updated
        /// The place held the result already.
        case present
        /// The branch had moved on: nothing was overwritten, the result waits on a branch of its own.
        case moved
        /// The remote refused the push, with the branch still at the trigger.
        case refused
    }

    /// The branch that asked (nil: a commit that is on no branch of the remote).
    package var branch: String?
    /// The ref that holds the result now, full name.
    package var ref: String
    package var outcome: Outcome
    /// The remote's own sentence, when it refused.
    package var detail: String?
    /// The one command that brings the result in, when Bunsen could not.
    package var command: String?

    package init(branch: String?, ref: String, outcome: Outcome, detail: String? = nil, command: String? = nil) {
        self.branch = branch
        self.ref = ref
        self.outcome = outcome
        self.detail = detail
        self.command = command
    }
}
