/// developer.atlassian.com/cloud/bitbucket/rest/api-group-commits and api-group-pullrequests, "comments".
extension FakeBitbucket {
    static let limit = 32_768

    static let commentRoutes = [
        ForgeRoute("GET /2.0/repositories/:workspace/:slug/commit/:sha/comments") { call, state in
            listed(.commit(call["sha"]), call, state)
        },
        ForgeRoute("POST /2.0/repositories/:workspace/:slug/commit/:sha/comments") { call, state in
            add(.commit(call["sha"]), call, &state)
        },
        ForgeRoute("PUT /2.0/repositories/:workspace/:slug/commit/:sha/comments/:id") { call, state in
            edit(.commit(call["sha"]), call, &state)
        },
        ForgeRoute("GET /2.0/repositories/:workspace/:slug/pullrequests/:number/comments") {
            call, state in
            listed(.pull(call.number("number")), call, state)
        },
        ForgeRoute("POST /2.0/repositories/:workspace/:slug/pullrequests/:number/comments") {
            call, state in
            add(.pull(call.number("number")), call, &state)
        },
        ForgeRoute("PUT /2.0/repositories/:workspace/:slug/pullrequests/:number/comments/:id") {
            call, state in
            edit(.pull(call.number("number")), call, &state)
        },
    ]

    private static func has(_ place: FakeComment.Place, _ state: ForgeState) -> Bool {
        switch place {
        case .commit(let sha): state.shows(sha)
        case .pull(let number): state.pulls.contains { $0.number == number }
        }
    }

    private static func listed(_ place: FakeComment.Place, _ call: ForgeCall, _ state: ForgeState)
        -> ForgeReply
    {
        guard has(place, state) else { return notFound(call) }
        let all = state.comments.filter { $0.place == place }
        return list(
            (call.query["sort"] == "-created_on" ? all.reversed() : all).map(shown), call, state)
    }

    private static func add(_ place: FakeComment.Place, _ call: ForgeCall, _ state: inout ForgeState)
        -> ForgeReply
    {
        guard has(place, state) else { return notFound(call) }
        if let refusal = refused(call) { return refusal }
        return ForgeReply(201, shown(state.addComment(place, text(call))))
    }

    private static func edit(_ place: FakeComment.Place, _ call: ForgeCall, _ state: inout ForgeState)
        -> ForgeReply
    {
        guard
            let index = state.comments.firstIndex(where: {
                $0.id == call.number("id") && $0.place == place
            })
        else {
            return notFound(call)
        }
        if let refusal = refused(call) { return refusal }
        state.edit(index, text(call))
        return ForgeReply(200, shown(state.comments[index]))
    }

    private static func text(_ call: ForgeCall) -> String {
        call.json?["content"]?["raw"]?.text ?? ""
    }

    private static func refused(_ call: ForgeCall) -> ForgeReply? {
        guard let raw = call.json?["content"]?["raw"]?.text, !raw.isEmpty else {
            return bad(["content": ["raw": ["This field is required."]]])
        }
        guard raw.unicodeScalars.count <= limit else {
            return bad([
                "content": [
                    "raw": [
                        "Ensure this value has at most \(limit) characters (it has \(raw.unicodeScalars.count))."
                    ]
                ]
            ])
        }
        return nil
    }

    private static func shown(_ comment: FakeComment) -> JSON {
        let kind: JSON =
            if case .commit = comment.place { "commit_comment" } else { "pullrequest_comment" }
        return [
            "type": kind, "id": .number(comment.id), "deleted": false,
            "content": [
                "type": "rendered", "raw": .text(comment.body), "markup": "markdown",
                "html": "<p>as above</p>",
            ],
            "user": ["type": "user", "display_name": "Bunsen"],
        ]
    }
}
