package import RunModel

/// GitHub's REST API, version 2022-11-28: https://docs.github.com/en/rest
package struct GitHubAPI: ForgeAPI {
    let forge: ForgeConnection

    package init(_ connection: ForgeConnection) { forge = connection }

    /// A request's comments are an issue's; those on its lines of code are another thing, and never ours.
    package var commentLimit: Int { 65_536 }

    private var repository: [String] { ["repos"] + forge.pathPieces }

    package func openRequest(from branch: BranchName) async throws -> Int? {
        let owner = forge.pathPieces.first ?? ""
        let query = [
            (name: "state", value: "open"), (name: "head", value: "\(owner):\(branch)"),
            (name: "sort", value: "created"),
            (name: "direction", value: "desc"), (name: "per_page", value: "100"),
        ]
        let found: [Int] = try await forge.all { page in
            try await forge.page(
                repository + ["pulls"], query: query, page: page, to: "find the pull requests"
            ) { (pull: GitHubPull) in
                pull.isOwn && pull.head.ref == branch.text ? pull.number : nil
            }
        }
        return found.max()
    }

    /// GitHub knows no running, and no end that is neither good nor a failure but `error`.
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
            "description": .text(PlainText.cut(PlainText.line(status.description), to: 140)),
            "context": .text(status.context),
        ]
        if let link = status.link { body["target_url"] = .text(link) }
        try await forge.send(
            .post, repository + ["statuses", sha.text], body: body, isRepeatable: true,
            to: "set the status of commit \(sha.short)")
    }

    package func comments(on place: ForgePlace, page: String?) async throws -> ForgePage<ForgeComment> {
        try await forge.page(
            list(place), query: [(name: "per_page", value: "100")], page: page,
            to: "list the comments on \(place)"
        ) { (comment: GitHubComment) in
            ForgeComment(id: String(comment.id), body: comment.body ?? "")
        }
    }

    package func add(comment body: String, to place: ForgePlace) async throws {
        try await forge.send(.post, list(place), body: ["body": .text(body)], to: "add a comment to \(place)")
    }

    package func edit(_ comment: ForgeComment, on place: ForgePlace, body: String) async throws {
        let path =
            switch place {
            case .request: repository + ["issues", "comments", comment.id]
            case .commit: repository + ["comments", comment.id]
            }
        try await forge.send(.patch, path, body: ["body": .text(body)], to: "edit the comment \(comment.id) on \(place)")
    }

    private func list(_ place: ForgePlace) -> [String] {
        switch place {
        case .request(let number): repository + ["issues", String(number), "comments"]
        case .commit(let sha): repository + ["commits", sha.text, "comments"]
        }
    }
}

private struct GitHubComment: Decodable {
    var id: Int
    var body: String?
}

private struct GitHubPull: Decodable {
    struct Side: Decodable {
        struct Repository: Decodable { var id: Int }
        var ref: String
        /// Null once a fork has been deleted.
        var repo: Repository?
    }
    var number: Int
    var head: Side
    var base: Side

    /// By id, because a renamed repository goes by two names for a while, and a fork can have the same owner.
    var isOwn: Bool { head.repo != nil && head.repo?.id == base.repo?.id }
}
