package import Engine
package import FoundationEssentials
package import Forges
package import RunModel

/// All that the webhook routes take from outside.
package struct HookSurroundings: Sendable {
    /// The projects that deliveries can speak for, with their secrets.
    package var gate: @Sendable () -> Gate
    /// The same, read anew because a signature did not match: a secret may have been replaced. Nil where that was done but a
    /// moment ago, so that nobody can keep the service busy with it.
    package var freshGate: @Sendable () -> Gate?
    /// The head commit, read with git where a delivery has no message of it.
    package var commit: @Sendable (ProjectSettings, BranchName, CommitSHA) async throws -> String
    package var take: @Sendable (TakenPush) async throws -> TakeAnswer
    package var canonical: @Sendable (RepositoryName) -> RepositoryName
    /// In bytes.
    package var largestBody: Int
    package var now: @Sendable () -> Date
    package let heard = HeardHooks()

    package init(
        gate: @escaping @Sendable () -> Gate, freshGate: @escaping @Sendable () -> Gate?,
        commit: @escaping @Sendable (ProjectSettings, BranchName, CommitSHA) async throws -> String,
        take: @escaping @Sendable (TakenPush) async throws -> TakeAnswer,
        canonical: @escaping @Sendable (RepositoryName) -> RepositoryName, largestBody: Int, now: @escaping @Sendable () -> Date
    ) {
        self.gate = gate
        self.freshGate = freshGate
        self.commit = commit
        self.take = take
        self.canonical = canonical
        self.largestBody = largestBody
        self.now = now
    }
}
