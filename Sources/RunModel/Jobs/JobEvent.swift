package import FoundationEssentials

/// One thing that a job says of itself in its log: a line `bunsen NONCE {json}` among its stages' output.
package struct JobEvent: Sendable, Equatable, Codable {
    package var at: Date
    package var step: JobStep?
    package var stage: StageProgress?
    /// A sentence of Bunsen's or of DVC's.
    package var note: Note?
    package var end: JobEnd?

    package init(at: Date, step: JobStep? = nil, stage: StageProgress? = nil, note: Note? = nil, end: JobEnd? = nil) {
        self.at = at
        self.step = step
        self.stage = stage
        self.note = note
        self.end = end
    }

    /// A stage's change of state, with its place among the stages of this run.
    package struct StageProgress: Sendable, Equatable, Codable {
        package var stage: StageOutcome
        /// 1-based.
        package var n: Int
        package var of: Int

        package init(stage: StageOutcome, n: Int, of: Int) {
            self.stage = stage
            self.n = n
            self.of = of
        }
    }

    package struct Note: Sendable, Equatable, Codable {
        package enum Level: String, Sendable, Codable { case info, warning, error }
        package var level: Level
        package var text: String

        package init(_ level: Level, _ text: String) {
            self.level = level
            self.text = text
        }
    }
}

/// The steps of the job's transaction, in their order; each is journalled when it is done.
package enum JobStep: String, Sendable, Codable, CaseIterable {
    case fetch
    case cache
    case claim
    /// What stages find installed is there.
    case environment
    case reproduce
    case pushData = "push_data"
    /// The result commit exists in the private clone.
    case commit
    /// The result ref on the remote holds it.
    case resultRef = "result_ref"
    case publish
    case report
}
