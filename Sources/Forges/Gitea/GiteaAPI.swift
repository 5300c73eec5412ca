package import RunModel

/// The REST API of Gitea and Forgejo, version 1: https://docs.gitea.com/api/
package struct GiteaAPI: ForgeAPI {
    let forge: ForgeConnection

    package init(_ connection: ForgeConnection) { forge = connection }

    package var takesCommitComments: Bool { false }
    package var commentLimit: Int { 60_000 }

    private var repository: [String] { ["repos"] + forge.pathPieces }

    package func openRequest(from branch: BranchName) async throws -> Int? {
        // There is no filter by branch. A server gives at most 50 a page unless it is told otherwise.
        let query = [(name: "state", value: "open"), (name: "limit", value: "50")]
        let found: [Int] = try await forge.all { page in
            try await forge.page(
                repository + ["pulls"], query: query, page: page, to: "find the pull requests"
            ) { (pull: GiteaPull) in
                pull.isOwn && pull.head?.ref == branch.text ? pull.number : nil
            }
        }
        return found.max()
    }

    /// Gitea's `warning` may count as good where a branch asks for good statuses: a run that was stopped is an `error`.
    package func set(_ status: CommitStatus, on sha: CommitSHA, branch: BranchName?) async throws {
        let state =
            switch status.state {
            case .pending, .running: "pending"
            case .success: "success"
            case .failure: "failure"
            case .stopped: "error"
            }
        var body: [String: JSONValue] = [
            "state": .text(state),
            "description": .text(PlainText.cut(PlainText.line(status.description), to: 255)),
            "context": .text(status.context),
        ]
        if let link = status.link { body["target_url"] = .text(link) }
        try await forge.send(
            .post, repository + ["statuses", sha.text], body: body, isRepeatable: true,
            to: "set the status of commit \(sha.short)")
    }

    package func comments(on place: ForgePlace, page: String?) async throws -> ForgePage<ForgeComment> {
        // The whole list comes at once: the API has no pages for it.
        try await forge.page(
            try list(place), query: [], page: page, to: "list the comments on \(place)"
        ) { (comment: GiteaComment) in
            ForgeComment(id: String(comment.id), body: comment.body ?? "")
        }
    }

    package func add(comment body: String, to place: ForgePlace) async throws {
        try await forge.send(.post, try list(place), body: ["body": .text(body)], to: "add a comment to \(place)")
    }

    package func edit(_ comment: ForgeComment, on place: ForgePlace, body: String) async throws {
        try await forge.send(
            .patch, repository + ["issues", "comments", comment.id], body: ["body": .text(body)],
            to: "edit the comment \(comment.id) on \(place)")
    }

    private func list(_ place: ForgePlace) throws(ForgeError) -> [String] {
        guard case .request(let number) = place else {
            throw ForgeError(
                .notFound,
                "Tried to reach the comments on \(place) of \(forge.path): Gitea and Forgejo keep none on commits.",
                remedy: "Open a pull request for the branch.")
        }
        return repository + ["issues", String(number), "comments"]
    }
}

private struct GiteaComment: Decodable {
    var id: Int
    var body: String?
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
