package import RunModel

/// The REST API of Gitea and Forgejo, version 1: https://docs.gitea.com/api/
package struct GiteaAPI: GitHubDialect {
    let forge: ForgeConnection

    package init(_ connection: ForgeConnection) { forge = connection }

    package var takesCommitComments: Bool { false }
    package var commentLimit: Int { 60_000 }
    var descriptionLimit: Int { 255 }
    /// The whole list comes at once: the API has no pages for it.
    var commentQuery: [(name: String, value: String)] { [] }

    package func openRequest(from branch: BranchName) async throws -> Int? {
        // There is no filter by branch. A server gives at most 50 a page unless it is told otherwise.
        let query = [(name: "state", value: "open"), (name: "limit", value: "50")]
        let found = try await forge.all(repository + ["pulls"], query: query, to: "find the pull requests") { (pull: GiteaPull) in
            pull.isOwn && pull.head?.ref == branch.text ? pull.number : nil
        }
        return found.max()
    }

    func listPath(_ place: ForgePlace) throws(ForgeError) -> [String] {
        guard case .request(let number) = place else {
            throw ForgeError(
                .notFound,
                "Tried to reach the comments on \(place) of \(forge.path): Gitea and Forgejo keep none on commits.",
                remedy: "Open a pull request for the branch.")
        }
        return repository + ["issues", String(number), "comments"]
    }

    func editPath(_ comment: ForgeComment, on place: ForgePlace) -> [String] { repository + ["issues", "comments", comment.id] }
}

private struct GiteaPull: Decodable {
    struct Side: Decodable {
        /// `refs/pull/N/head` once the branch is gone.
        var ref: String
        /// 0 or -1 once a fork has been deleted.
        var repoId: Int?
    }
    var number: Int
    var head: Side?
    var base: Side?

    var isOwn: Bool {
        guard let id = head?.repoId, id > 0 else { return false }
        return id == base?.repoId
    }
}
