package import RunModel

/// GitLab's REST API, version 4: https://docs.gitlab.com/api/rest/
package struct GitLabAPI: ForgeAPI {
    let forge: ForgeConnection

    package init(_ connection: ForgeConnection) { forge = connection }

    /// GitLab would take a million characters; nobody reads them.
    package var commentLimit: Int { 60_000 }

    /// A project goes by its path as one piece.
    private var project: [String] { ["projects", forge.path] }

    package func openRequest(from branch: BranchName) async throws -> Int? {
        let query = [
            (name: "state", value: "opened"), (name: "source_branch", value: branch.text),
            (name: "order_by", value: "created_at"),
            (name: "sort", value: "desc"), (name: "per_page", value: "100"),
        ]
        let found = try await forge.all(project + ["merge_requests"], query: query, to: "find the merge requests") {
            (request: GitLabRequest) in request.isOwn && request.sourceBranch == branch.text ? request.iid : nil
        }
        return found.max()
    }

    package func set(_ status: CommitStatus, on sha: CommitSHA, branch: BranchName?) async throws {
        let state =
            switch status.state {
            case .pending: "pending"
            case .running: "running"
            case .success: "success"
            case .failure: "failed"
            case .stopped: "canceled"
            }
        var body: [String: JSONValue] = [
            "state": .text(state), "name": .text(status.context),
            "description": .text(PlainText.cut(PlainText.line(status.description), to: 255)),
        ]
        if let branch { body["ref"] = .text(branch.text) }
        if let link = status.link { body["target_url"] = .text(link) }
        do {
            try await forge.send(
                .post, project + ["statuses", sha.text], body: body, isRepeatable: true,
                to: "set the status of commit \(sha.short)")
        } catch let error as ForgeError
            where error.code == .refused(status: 400) && error.answer.contains("Cannot transition status")
        {
            // From running to running, or from pending to pending: what was to be shown is shown, but for the description.
        }
    }

    package func comments(on place: ForgePlace, page: String?) async throws -> ForgePage<ForgeComment> {
        let purpose = "list the comments on \(place)"
        switch place {
        case .request:
            let query = [
                (name: "order_by", value: "created_at"), (name: "sort", value: "asc"),
                (name: "per_page", value: "100"),
            ]
            return try await forge.page(list(place), query: query, page: page, to: purpose) {
                (note: GitLabNote) in
                note.system == true ? nil : ForgeComment(id: String(note.id), body: note.body)
            }
        case .commit:
            let query = [(name: "per_page", value: "100")]
            let discussions: ForgePage<[ForgeComment]> = try await forge.page(
                list(place), query: query, page: page, to: purpose
            ) {
                (discussion: GitLabDiscussion) in
                discussion.notes.map {
                    ForgeComment(id: String($0.id), discussion: discussion.id, body: $0.body)
                }
            }
            return ForgePage(items: discussions.items.flatMap { $0 }, next: discussions.next)
        }
    }

    package func add(comment body: String, to place: ForgePlace) async throws {
        try await forge.send(.post, list(place), body: ["body": .text(body)], to: "add a comment to \(place)")
    }

    package func edit(_ comment: ForgeComment, on place: ForgePlace, body: String) async throws {
        let path =
            switch place {
            case .request: list(place) + [comment.id]
            case .commit: list(place) + [comment.discussion ?? "", "notes", comment.id]
            }
        try await forge.send(.put, path, body: ["body": .text(body)], to: "edit the comment \(comment.id) on \(place)")
    }

    /// On a commit discussions, because its plain comments can never be edited.
    private func list(_ place: ForgePlace) -> [String] {
        switch place {
        case .request(let number): project + ["merge_requests", String(number), "notes"]
        case .commit(let sha): project + ["repository", "commits", sha.text, "discussions"]
        }
    }
}

private struct GitLabNote: Decodable {
    var id: Int
    var body: String
    /// Written by GitLab itself: "added 1 commit".
    var system: Bool?
}

private struct GitLabDiscussion: Decodable {
    var id: String
    var notes: [GitLabNote]
}

private struct GitLabRequest: Decodable {
    var iid: Int
    var sourceBranch: String
    /// Null once a fork has been deleted.
    var sourceProjectId: Int?
    var targetProjectId: Int

    var isOwn: Bool { sourceProjectId == targetProjectId }
}
