/// One stage as it went in a run.
package struct StageOutcome: Sendable, Equatable, Codable {
    package enum State: String, Sendable, Codable {
        case running
        /// It ran to its end.
        case done
        /// Its outputs were taken from the run-cache.
        case cached
        case unchanged
        case failed
    }

    /// DVC's address of the stage: `train`, or `sub/dvc.yaml:train`.
    package var name: String
    package var state: State
    package var seconds: Double?

    package init(name: String, state: State, seconds: Double? = nil) {
        self.name = name
        self.state = state
        self.seconds = seconds
    }
}
