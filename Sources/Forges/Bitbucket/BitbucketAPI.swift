package import RunModel

/// Bitbucket Cloud's REST API, version 2.0: https://developer.atlassian.com/cloud/bitbucket/rest/
package struct BitbucketAPI: ForgeAPI {
    let forge: ForgeConnection
    /// Of the pages that people see.
    let host: String

    package init(_ connection: ForgeConnection, host: String) {
        forge = connection
        self.host = host
    }

    package var commentLimit: Int { 32_768 }

    /// Bitbucket shows HTML comments; a definition of a link that nothing refers to is hidden by every reader of Markdown.
    package func marker(_ mark: String) -> String { "[//]: # (bunsen:\(mark))" }

    private var repository: [String] { ["2.0", "repositories"] + forge.pathPieces }

    package func openRequest(from branch: BranchName) async throws -> Int? {
        // The name stands in quotes in Bitbucket's own language of filters, of which no way to write a quote is documented.
        let canFilter = !branch.text.contains("\"")
        var query = [
            (name: "state", value: "OPEN"), (name: "sort", value: "-created_on"),
            (name: "pagelen", value: "50"),
        ]
        if canFilter {
            query.append((name: "q", value: "source.branch.name=\"\(branch)\" AND state=\"OPEN\""))
        }
        let found: [Int] = try await forge.all { page in
            try await forge.bitbucketPage(
                repository + ["pullrequests"], query: query, page: page, to: "find the pull requests"
            ) {
                (request: BitbucketRequest) in
                request.state == "OPEN" && request.isOwn && request.source.branch.name == branch.text
                    ? request.id : nil
            }
        }
        return found.max()
    }

    package func set(_ status: CommitStatus, on sha: CommitSHA, branch: BranchName?) async throws {
        let state =
            switch status.state {
            case .pending, .running: "INPROGRESS"
            case .success: "SUCCESSFUL"
            case .failure: "FAILED"
            case .stopped: "STOPPED"
            }
        var body: [String: JSONValue] = [
            // Of at most 40 characters; a status with the same key is written over.
            "key": .text(String((status.run?.text ?? status.context).prefix(40))), "state": .text(state),
            "name": .text(status.context),
            "description": .text(PlainText.cut(PlainText.line(status.description), to: 255)),
            // Never left out: Bitbucket wants one.
            "url": .text(status.link ?? page(of: sha)),
        ]
        if let branch { body["refname"] = .text(branch.text) }
        try await forge.send(
            .post, repository + ["commit", sha.text, "statuses", "build"], body: body, isRepeatable: true,
            to: "set the status of commit \(sha.short)")
    }

    private func page(of sha: CommitSHA) -> String {
        (["https://\(host)"] + (forge.pathPieces + ["commits", sha.text]).map { PercentEncoding.encode($0) })
            .joined(separator: "/")
    }

    package func comments(on place: ForgePlace, page: String?) async throws -> ForgePage<ForgeComment> {
        try await forge.bitbucketPage(
            list(place), query: [(name: "sort", value: "created_on"), (name: "pagelen", value: "100")],
            page: page,
            to: "list the comments on \(place)"
        ) { (comment: BitbucketComment) in
            comment.deleted == true
                ? nil : ForgeComment(id: String(comment.id), body: comment.content?.raw ?? "")
        }
    }

    package func add(comment body: String, to place: ForgePlace) async throws {
        try await forge.send(.post, list(place), body: content(body), to: "add a comment to \(place)")
    }

    package func edit(_ comment: ForgeComment, on place: ForgePlace, body: String) async throws {
        try await forge.send(
            .put, list(place) + [comment.id], body: content(body),
            to: "edit the comment \(comment.id) on \(place)")
    }

    private func content(_ body: String) -> [String: JSONValue] {
        ["content": .object(["raw": .text(body)])]
    }

    private func list(_ place: ForgePlace) -> [String] {
        switch place {
        case .request(let number): repository + ["pullrequests", String(number), "comments"]
        case .commit(let sha): repository + ["commit", sha.text, "comments"]
        }
    }
}

private struct BitbucketComment: Decodable {
    struct Content: Decodable { var raw: String? }
    var id: Int
    var content: Content?
    /// Deleted comments stay in the list, empty.
    var deleted: Bool?
}

private struct BitbucketRequest: Decodable {
    struct Side: Decodable {
        struct Branch: Decodable { var name: String }
        struct Repository: Decodable { var fullName: String }
        var branch: Branch
        /// Null once a fork has been deleted.
        var repository: Repository?
    }
    var id: Int
    var state: String
    var source: Side
    var destination: Side

    var isOwn: Bool {
        source.repository != nil && source.repository?.fullName == destination.repository?.fullName
    }
}
