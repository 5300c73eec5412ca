/// Checkpoints that stages keep themselves: files from which a stage goes on when it starts again.
package struct CheckpointSettings: Sendable, Hashable, Codable {
    /// How often they are saved while their stage runs, in seconds.
    package var everySeconds = 600
    /// Paths relative to the DVC project, by the stage's name as DVC prints it.
    package var files: [String: [String]] = [:]

    package init() {}
}
