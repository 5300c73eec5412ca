package import RunModel

/// What Bunsen writes to a forge, in the forge's own words. One algorithm uses it: ``HostedForge``.
///
/// All calls throw ``ForgeError`` and `CancellationError`.
package protocol ForgeAPI: Sendable {
    /// Whether a commit can be commented on.
    var takesCommitComments: Bool { get }
    /// How long a comment may be, in UTF-16 code units.
    var commentLimit: Int { get }

    /// The line in a comment that is not shown, and by which the one comment of a run is found again.
    ///
    /// - Parameter mark: of letters, digits and `-`.
    func marker(_ mark: String) -> String

    /// The newest open pull or merge request from this branch of this very repository: one of a fork may have the same name.
    func openRequest(from branch: BranchName) async throws -> Int?

    func set(_ status: CommitStatus, on sha: CommitSHA, branch: BranchName?) async throws

    /// The comments on a place, the oldest first where the forge can.
    func comments(on place: ForgePlace, page: String?) async throws -> ForgePage<ForgeComment>

    func add(comment body: String, to place: ForgePlace) async throws

    func edit(_ comment: ForgeComment, on place: ForgePlace, body: String) async throws
}

extension ForgeAPI {
    package var takesCommitComments: Bool { true }

    /// An HTML comment, which all forges but Bitbucket hide.
    package func marker(_ mark: String) -> String { "<!-- bunsen:\(mark) -->" }
}
