import RunModel

/// GitHub's calls for statuses and comments, which Gitea and Forgejo have in the same words.
protocol GitHubDialect: ForgeAPI {
    var forge: ForgeConnection { get }
    /// How long a status's description may be, in Unicode scalars.
    var descriptionLimit: Int { get }
    /// What a list of comments is asked for with.
    var commentQuery: [(name: String, value: String)] { get }

    /// Where the comments on a place are listed and added.
    ///
    /// - Throws: `notFound` where the forge keeps none there.
    func listPath(_ place: ForgePlace) throws(ForgeError) -> [String]

    /// Where a comment is edited.
    func editPath(_ comment: ForgeComment, on place: ForgePlace) -> [String]
}

extension GitHubDialect {
    var repository: [String] { ["repos"] + forge.pathPieces }

    /// There is no running, and no end that is neither good nor a failure but `error`: Gitea's `warning` may count as good where
    /// a branch asks for good statuses.
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
            "description": .text(PlainText.cut(PlainText.line(status.description), to: descriptionLimit)),
            "context": .text(status.context),
        ]
        if let link = status.link { body["target_url"] = .text(link) }
        try await forge.send(
            .post, repository + ["statuses", sha.text], body: body, isRepeatable: true, to: "set the status of commit \(sha.short)")
    }

    package func comments(on place: ForgePlace, page: String?) async throws -> ForgePage<ForgeComment> {
        try await forge.page(try listPath(place), query: commentQuery, page: page, to: "list the comments on \(place)") {
            (comment: DialectComment) in ForgeComment(id: String(comment.id), body: comment.body ?? "")
        }
    }

    package func add(comment body: String, to place: ForgePlace) async throws {
        try await forge.send(.post, try listPath(place), body: ["body": .text(body)], to: "add a comment to \(place)")
    }

    package func edit(_ comment: ForgeComment, on place: ForgePlace, body: String) async throws {
        try await forge.send(
            .patch, editPath(comment, on: place), body: ["body": .text(body)], to: "edit the comment \(comment.id) on \(place)")
    }
}

private struct DialectComment: Decodable {
    var id: Int
    var body: String?
}
