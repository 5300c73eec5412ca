package import RunModel

/// GitHub's REST API, version 2022-11-28: https://docs.github.com/en/rest
package struct GitHubAPI: GitHubDialect {
    let forge: ForgeConnection

    package init(_ connection: ForgeConnection) { forge = connection }

    package var commentLimit: Int { 65_536 }
    var descriptionLimit: Int { 140 }
    var commentQuery: [(name: String, value: String)] { [(name: "per_page", value: "100")] }

    package func openRequest(from branch: BranchName) async throws -> Int? {
        let owner = forge.pathPieces.first ?? ""
        let query = [
            (name: "state", value: "open"), (name: "head", value: "\(owner):\(branch)"),
            (name: "sort", value: "created"),
            (name: "direction", value: "desc"), (name: "per_page", value: "100"),
        ]
        let found = try await forge.all(repository + ["pulls"], query: query, to: "find the pull requests") { (pull: GitHubPull) in
            pull.isOwn && pull.head.ref == branch.text ? pull.number : nil
        }
        return found.max()
    }

    /// A request's comments are an issue's; those on its lines of code are another thing, and never ours.
    func listPath(_ place: ForgePlace) -> [String] {
        switch place {
        case .request(let number): repository + ["issues", String(number), "comments"]
        case .commit(let sha): repository + ["commits", sha.text, "comments"]
        }
    }

    func editPath(_ comment: ForgeComment, on place: ForgePlace) -> [String] {
        switch place {
        case .request: repository + ["issues", "comments", comment.id]
        case .commit: repository + ["comments", comment.id]
        }
    }
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
