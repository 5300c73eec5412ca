/// docs.gitlab.com/api/notes for merge requests, docs.gitlab.com/api/discussions for commits.
extension FakeGitLab {
    /// Measured in characters.
    static let limit = 1_000_000

    static let noteRoutes = [
        ForgeRoute("GET /api/v4/projects/:id/merge_requests/:iid/notes") { call, state in
            let place = FakeComment.Place.pull(call.number("iid"))
            guard state.pulls.contains(where: { .pull($0.number) == place }) else {
                return .refused(404, "404 Not found")
            }
            let all = state.comments.filter { $0.place == place }
            // Newest first, unless asked otherwise.
            return list((call.query["sort"] == "asc" ? all : all.reversed()).map(shown), call, state)
        },
        ForgeRoute("POST /api/v4/projects/:id/merge_requests/:iid/notes") { call, state in
            let place = FakeComment.Place.pull(call.number("iid"))
            guard state.pulls.contains(where: { .pull($0.number) == place }) else {
                return .refused(404, "404 Not found")
            }
            if let refusal = refusedBody(call) { return refusal }
            return ForgeReply(201, shown(state.addComment(place, text(call))))
        },
        ForgeRoute("PUT /api/v4/projects/:id/merge_requests/:iid/notes/:note") { call, state in
            edit(.pull(call.number("iid")), call, &state) { _ in true }
        },
    ]

    static let discussionRoutes = [
        // Plain comments have no id, so nothing can change them.
        ForgeRoute("GET /api/v4/projects/:id/repository/commits/:sha/comments") { call, state in
            guard state.shows(call["sha"]) else { return .refused(404, "404 Commit Not Found") }
            let all = state.comments.filter { $0.place == .commit(call["sha"]) }
            return list(
                all.map { ["note": .text($0.body), "author": ["id": 7, "username": "bunsen-bot"]] }, call,
                state)
        },
        ForgeRoute("POST /api/v4/projects/:id/repository/commits/:sha/comments") { call, state in
            guard state.shows(call["sha"]) else { return .refused(404, "404 Commit Not Found") }
            guard let note = call.json?["note"]?.text, !note.isEmpty else {
                return wrong("note is missing")
            }
            let comment = state.addComment(.commit(call["sha"]), note)
            return ForgeReply(
                201, ["note": .text(comment.body), "author": ["id": 7, "username": "bunsen-bot"]])
        },
        ForgeRoute("GET /api/v4/projects/:id/repository/commits/:sha/discussions") { call, state in
            guard state.shows(call["sha"]) else { return .refused(404, "404 Commit Not Found") }
            let all = state.comments.filter { $0.place == .commit(call["sha"]) }
            return list(all.map(discussion), call, state)
        },
        ForgeRoute("POST /api/v4/projects/:id/repository/commits/:sha/discussions") { call, state in
            guard state.shows(call["sha"]) else { return .refused(404, "404 Commit Not Found") }
            if let refusal = refusedBody(call) { return refusal }
            return ForgeReply(201, discussion(state.addComment(.commit(call["sha"]), text(call))))
        },
        ForgeRoute("PUT /api/v4/projects/:id/repository/commits/:sha/discussions/:thread/notes/:note") {
            call, state in
            edit(.commit(call["sha"]), call, &state) { $0.thread == call["thread"] }
        },
    ]

    private static func edit(
        _ place: FakeComment.Place, _ call: ForgeCall, _ state: inout ForgeState,
        _ belongs: (FakeComment) -> Bool
    ) -> ForgeReply {
        guard
            let index = state.comments.firstIndex(where: {
                $0.id == call.number("note") && $0.place == place && belongs($0)
            }),
            !state.comments[index].isSystem
        else { return .refused(404, "404 Not found") }
        if let refusal = refusedBody(call) { return refusal }
        state.edit(index, text(call))
        return ForgeReply(200, shown(state.comments[index]))
    }

    private static func text(_ call: ForgeCall) -> String { call.json?["body"]?.text ?? "" }

    private static func refusedBody(_ call: ForgeCall) -> ForgeReply? {
        guard let body = call.json?["body"]?.text else { return wrong("body is missing") }
        guard !body.isEmpty else {
            return .refused(400, "400 Bad request - Note {:note=>[\"can't be blank\"]}")
        }
        guard body.unicodeScalars.count <= limit else {
            return .refused(
                400, "400 Bad request - Note {:note=>[\"is too long (maximum is 1000000 characters)\"]}")
        }
        return nil
    }

    private static func discussion(_ comment: FakeComment) -> JSON {
        ["id": .text(comment.thread), "individual_note": false, "notes": [shown(comment)]]
    }

    private static func shown(_ comment: FakeComment) -> JSON {
        [
            "id": .number(comment.id), "body": .text(comment.body), "system": .flag(comment.isSystem),
            "resolvable": false,
            "author": ["id": 7, "username": "bunsen-bot"],
        ]
    }
}
