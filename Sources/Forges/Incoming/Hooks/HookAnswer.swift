package import RunModel

/// What a forge reads in answer to a delivery, and shows beside it.
package struct HookAnswer: Sendable, Equatable, Encodable {
    /// Runs that were taken, or were there already.
    package var runs: [RunID] = []
    /// Sweeps likewise.
    package var sweeps: [SweepID] = []
    /// One reason for each ref that starts nothing.
    package var ignored: [String] = []
    /// What is wrong with the directives of a head that asked for a run.
    package var mistakes: [Diagnostic] = []
    package var message: String?

    package init(message: String? = nil) { self.message = message }

    package var isEmpty: Bool { runs.isEmpty && sweeps.isEmpty && mistakes.isEmpty && message == nil }
}

/// What becomes of a delivery, and so of the HTTP answer.
package enum HookOutcome: Sendable, Equatable {
    /// 200 and nothing else: a forge tries out a hook.
    case ping
    /// 401. Nobody is told what was wrong.
    case notAuthentic
    /// 400: authentic, and not what the forge sends.
    case unreadable(MalformedDelivery)
    /// 202 with a body, or 204 where there is nothing to say; what follows from it is in the store.
    case heard(HookAnswer)
    /// 200: GitLab turns hooks off that fail, whosever fault it is.
    case excused(HookAnswer)
}
