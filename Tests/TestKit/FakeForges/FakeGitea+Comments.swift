/// docs.gitea.com/api, "issueGetComments" and its like. Commits have no comments: no such route.
extension FakeGitea {
    static let commentRoutes = [
        // The one list here without pages: all of them, whatever `page` and `limit` say.
        ForgeRoute("GET /api/v1/repos/:owner/:repo/issues/:number/comments") { call, state in
            guard hasPull(call, state) else { return notFound(call) }
            let all = state.comments.filter { $0.place == .pull(call.number("number")) }
            return ForgeReply(200, .list(all.map(shown)), headers: [("x-total-count", "\(all.count)")])
        },
        ForgeRoute("POST /api/v1/repos/:owner/:repo/issues/:number/comments") { call, state in
            guard hasPull(call, state) else { return notFound(call) }
            guard let body = call.json?["body"]?.text, !body.isEmpty else {
                return invalid("[Body]: Required", state)
            }
            return ForgeReply(201, shown(state.addComment(.pull(call.number("number")), body)))
        },
        ForgeRoute("PATCH /api/v1/repos/:owner/:repo/issues/comments/:id") { call, state in
            guard state.has("\(call["owner"])/\(call["repo"])"),
                let index = state.comments.firstIndex(where: { $0.id == call.number("id") })
            else { return notFound(call) }
            guard let body = call.json?["body"]?.text, !body.isEmpty else {
                return invalid("[Body]: Required", state)
            }
            state.edit(index, body)
            return ForgeReply(200, shown(state.comments[index]))
        },
    ]

    private static func hasPull(_ call: ForgeCall, _ state: ForgeState) -> Bool {
        state.has("\(call["owner"])/\(call["repo"])")
            && state.pulls.contains { $0.number == call.number("number") }
    }

    private static func shown(_ comment: FakeComment) -> JSON {
        [
            "id": .number(comment.id), "body": .text(comment.body),
            "user": ["id": 3, "login": "bunsen-bot"],
        ]
    }
}
