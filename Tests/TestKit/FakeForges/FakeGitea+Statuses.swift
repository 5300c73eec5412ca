/// docs.gitea.com/api, "repoCreateStatus".
extension FakeGitea {
    static let statusRoutes = [
        ForgeRoute("POST /api/v1/repos/:owner/:repo/statuses/:sha") { call, state in
            guard state.has("\(call["owner"])/\(call["repo"])"), state.shows(call["sha"]) else {
                return notFound(call)
            }
            guard let word = call.json?["state"]?.text,
                ["pending", "success", "error", "failure", "warning"].contains(word)
            else {
                return invalid("[State]: Unknown", state)
            }
            let link = call.json?["target_url"]?.text
            guard link.map(ForgeText.isAbsoluteWebAddress) ?? true else {
                return invalid("[TargetURL]: Url", state)
            }
            let status = FakeStatus(
                id: state.nextID(), sha: call["sha"], state: word,
                context: call.json?["context"]?.text ?? "default",
                description: call.json?["description"]?.text, link: link)
            state.statuses.append(status)
            return ForgeReply(201, shown(status))
        },
        ForgeRoute("GET /api/v1/repos/:owner/:repo/statuses/:sha") { call, state in
            statuses(call, state)
        },
        ForgeRoute("GET /api/v1/repos/:owner/:repo/commits/:sha/statuses") { call, state in
            statuses(call, state)
        },
    ]

    private static func statuses(_ call: ForgeCall, _ state: ForgeState) -> ForgeReply {
        guard state.has("\(call["owner"])/\(call["repo"])"), state.shows(call["sha"]) else {
            return notFound(call)
        }
        return list(state.statuses.filter { $0.sha == call["sha"] }.reversed().map(shown), call, state)
    }

    private static func shown(_ status: FakeStatus) -> JSON {
        [
            "id": .number(status.id), "status": .text(status.state), "context": .text(status.context),
            "description": .text(status.description ?? ""), "target_url": .text(status.link ?? ""),
        ]
    }
}
