/// The checkpoints that a reproduction restores before a stage's command; see `Driver/dvc_checkpoints.py`.
package struct DVCCheckpoints: Sendable, Encodable {
    /// Under which they lie on the remote.
    package let key: String
    /// Paths relative to the DVC project, by stage.
    package let stages: [String: [String]]

    package init(key: String, stages: [String: [String]]) {
        self.key = key
        self.stages = stages
    }
}

extension DVCSession {
    /// Saves files on the remote; gives those that were there and whole.
    package func saveCheckpoints(_ files: [String], of stage: String, key: String, in directory: String) async throws -> [String] {
        try checked(
            await ask { DVCRequest(id: $0, call: "save_checkpoints", cwd: directory, files: files, key: key, stage: stage) }
        ).files ?? []
    }

    package func forgetCheckpoints(key: String, in directory: String) async throws {
        _ = try checked(await ask { DVCRequest(id: $0, call: "forget_checkpoints", cwd: directory, key: key) })
    }
}
