import RunModel

/// What a forge reads in answer to a delivery, and shows beside it.
struct HookAnswer: Sendable, Encodable {
    /// Runs that were taken, or were there already.
    var runs: [RunID] = []
    /// One reason for each ref that starts nothing.
    var ignored: [String] = []
    /// What is wrong with the directives of a head that asked for a run.
    var mistakes: [Diagnostic] = []
    var message: String?

    var isEmpty: Bool { runs.isEmpty && mistakes.isEmpty && message == nil }
}
