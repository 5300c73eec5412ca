/// docs.github.com/rest/issues/comments and docs.github.com/rest/commits/comments: two sets, each with ids of its own.
extension FakeGitHub {
    static let limit = 65_536

    static let commentRoutes = [
        ForgeRoute("GET /repos/:owner/:repo/issues/:number/comments") { call, state in
            let place = FakeComment.Place.pull(call.number("number"))
            guard has(place, call, state) else { return notFound(call) }
            return list(state.comments.filter { $0.place == place }.map(shown), call, state)
        },
        ForgeRoute("POST /repos/:owner/:repo/issues/:number/comments") { call, state in
            add(.pull(call.number("number")), "IssueComment", call, &state)
        },
        ForgeRoute("PATCH /repos/:owner/:repo/issues/comments/:id") { call, state in
            edit("IssueComment", call, &state) { if case .pull = $0 { true } else { false } }
        },
        ForgeRoute("GET /repos/:owner/:repo/commits/:sha/comments") { call, state in
            let place = FakeComment.Place.commit(call["sha"])
            guard has(place, call, state) else { return notFound(call) }
            return list(state.comments.filter { $0.place == place }.map(shown), call, state)
        },
        ForgeRoute("POST /repos/:owner/:repo/commits/:sha/comments") { call, state in
            guard state.shows(call["sha"]) else {
                return .refused(422, "No commit found for SHA: \(call["sha"])", ["status": "422"])
            }
            return add(.commit(call["sha"]), "CommitComment", call, &state)
        },
        ForgeRoute("PATCH /repos/:owner/:repo/comments/:id") { call, state in
            edit("CommitComment", call, &state) { if case .commit = $0 { true } else { false } }
        },
    ]

    private static func has(_ place: FakeComment.Place, _ call: ForgeCall, _ state: ForgeState)
        -> Bool
    {
        guard state.has("\(call["owner"])/\(call["repo"])") else { return false }
        return switch place {
        case .commit(let sha): state.shows(sha)
        case .pull(let number): state.pulls.contains { $0.number == number }
        }
    }

    private static func add(
        _ place: FakeComment.Place, _ resource: String, _ call: ForgeCall, _ state: inout ForgeState
    ) -> ForgeReply {
        guard has(place, call, state) else { return notFound(call) }
        switch checked(resource, call) {
        case .failure(let refusal): return refusal.reply
        case .success(let body): return ForgeReply(201, shown(state.addComment(place, body)))
        }
    }

    private static func edit(
        _ resource: String, _ call: ForgeCall, _ state: inout ForgeState,
        _ belongs: (FakeComment.Place) -> Bool
    ) -> ForgeReply {
        guard state.has("\(call["owner"])/\(call["repo"])"),
            let index = state.comments.firstIndex(where: {
                $0.id == call.number("id") && belongs($0.place)
            })
        else { return notFound(call) }
        switch checked(resource, call) {
        case .failure(let refusal): return refusal.reply
        case .success(let body):
            state.edit(index, body)
            return ForgeReply(200, shown(state.comments[index]))
        }
    }

    private struct Refusal: Error {
        let reply: ForgeReply
    }

    private static func checked(_ resource: String, _ call: ForgeCall) -> Result<String, Refusal> {
        guard let body = call.json?["body"]?.text, !body.isEmpty else {
            return .failure(Refusal(reply: invalid(resource, "body", "missing_field")))
        }
        guard body.unicodeScalars.count <= limit else {
            return .failure(
                Refusal(
                    reply: invalid(
                        resource, "data", "unprocessable", "Body is too long (maximum is \(limit) characters)"))
            )
        }
        return .success(body)
    }

    private static func shown(_ comment: FakeComment) -> JSON {
        [
            "id": .number(comment.id), "body": .text(comment.body),
            "user": ["login": "bunsen-bot", "id": 1],
        ]
    }
}
