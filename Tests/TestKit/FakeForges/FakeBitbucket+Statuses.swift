/// developer.atlassian.com/cloud/bitbucket/rest/api-group-commit-statuses
extension FakeBitbucket {
    static let statusRoutes = [
        ForgeRoute("POST /2.0/repositories/:workspace/:slug/commit/:sha/statuses/build") {
            call, state in
            guard state.shows(call["sha"]) else { return error(404, "Commit not found") }
            func given(_ name: String) -> String? { call.json?[name]?.text }
            guard let key = given("key"), !key.isEmpty else {
                return bad(["key": ["This field is required."]])
            }
            guard key.unicodeScalars.count <= 40 else {
                return bad([
                    "key": [
                        "Ensure this value has at most 40 characters (it has \(key.unicodeScalars.count))."
                    ]
                ])
            }
            guard let word = given("state"),
                ["INPROGRESS", "SUCCESSFUL", "FAILED", "STOPPED"].contains(word)
            else {
                return bad(["state": ["Select a valid choice."]])
            }
            guard let url = given("url") else { return bad(["url": ["This field is required."]]) }
            guard ForgeText.isAbsoluteWebAddress(url) else { return bad(["url": ["Enter a valid URL."]]) }
            guard (given("name") ?? "").unicodeScalars.count <= 255 else {
                return bad(["name": ["Ensure this value has at most 255 characters."]])
            }
            // One of the same key is overwritten.
            let before = state.statuses.last { $0.sha == call["sha"] && $0.context == key }
            let status = FakeStatus(
                id: before?.id ?? state.nextID(), sha: call["sha"], state: word, context: key,
                name: given("name"),
                description: given("description"), link: url, ref: given("refname"))
            state.statuses.append(status)
            return ForgeReply(before == nil ? 201 : 200, shown(status))
        },
        ForgeRoute("GET /2.0/repositories/:workspace/:slug/commit/:sha/statuses") { call, state in
            guard state.shows(call["sha"]) else { return error(404, "Commit not found") }
            var last: [Int: FakeStatus] = [:]
            for status in state.statuses where status.sha == call["sha"] { last[status.id] = status }
            return list(last.values.sorted { $0.id < $1.id }.map(shown), call, state)
        },
        ForgeRoute("GET /2.0/repositories/:workspace/:slug/commit/:sha/statuses/build/:key") {
            call, state in
            state.statuses.last { $0.sha == call["sha"] && $0.context == call["key"] }
                .map { ForgeReply(200, shown($0)) } ?? error(404, "Build status not found")
        },
    ]

    private static func shown(_ status: FakeStatus) -> JSON {
        [
            "type": "build", "key": .text(status.context), "state": .text(status.state),
            "name": .optional(status.name),
            "description": .optional(status.description), "url": .optional(status.link),
            "refname": .optional(status.ref),
        ]
    }
}
