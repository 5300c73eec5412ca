/// docs.gitea.com/api, "repoCreateHook" and its like.
extension FakeGitea {
    static let hookRoutes = [
        ForgeRoute("GET /api/v1/repos/:owner/:repo/hooks") { call, state in
            state.has("\(call["owner"])/\(call["repo"])")
                ? list(state.hooks.map(shown), call, state) : notFound(call)
        },
        ForgeRoute("POST /api/v1/repos/:owner/:repo/hooks") { call, state in
            guard state.has("\(call["owner"])/\(call["repo"])") else { return notFound(call) }
            guard let kind = call.json?["type"]?.text else { return invalid("[Type]: Required", state) }
            guard ["gitea", "forgejo", "gogs"].contains(kind) else {
                return invalid("Invalid hook type: \(kind)", state)
            }
            guard let config = call.json?["config"] else { return invalid("[Config]: Required", state) }
            guard let url = config["url"]?.text else {
                return invalid("Missing config option: url", state)
            }
            guard ForgeText.isAbsoluteWebAddress(url) else { return invalid("Invalid url", state) }
            guard let content = config["content_type"]?.text else {
                return invalid("Missing config option: content_type", state)
            }
            guard ["json", "form"].contains(content) else {
                return invalid("Invalid content type", state)
            }
            let hook = FakeHook(
                id: state.nextID(), uuid: "", url: url, secret: config["secret"]?.text,
                events: call.json?["events"]?.list.compactMap(\.text) ?? ["push"],
                active: call.json?["active"]?.flag ?? false,
                given: call.json ?? .null)
            state.hooks.append(hook)
            return ForgeReply(201, shown(hook))
        },
        ForgeRoute("GET /api/v1/repos/:owner/:repo/hooks/:id") { call, state in
            found(call, state).map { ForgeReply(200, shown(state.hooks[$0])) } ?? notFound(call)
        },
        ForgeRoute("PATCH /api/v1/repos/:owner/:repo/hooks/:id") { call, state in
            guard let index = found(call, state) else { return notFound(call) }
            let config = call.json?["config"]
            if let url = config?["url"]?.text { state.hooks[index].url = url }
            if let secret = config?["secret"]?.text { state.hooks[index].secret = secret }
            if let events = call.json?["events"] {
                state.hooks[index].events = events.list.compactMap(\.text)
            }
            if let active = call.json?["active"]?.flag { state.hooks[index].active = active }
            return ForgeReply(200, shown(state.hooks[index]))
        },
        ForgeRoute("DELETE /api/v1/repos/:owner/:repo/hooks/:id") { call, state in
            guard let index = found(call, state) else { return notFound(call) }
            state.hooks.remove(at: index)
            return ForgeReply(204, nil)
        },
        ForgeRoute("POST /api/v1/repos/:owner/:repo/hooks/:id/tests") { call, state in
            guard let index = found(call, state) else { return notFound(call) }
            return ForgeReply(204, nil, deliveries: [push(state.hooks[index], state)])
        },
    ]

    private static func found(_ call: ForgeCall, _ state: ForgeState) -> Int? {
        guard state.has("\(call["owner"])/\(call["repo"])") else { return nil }
        return state.hooks.firstIndex { $0.id == call.number("id") }
    }

    /// The secret is never shown.
    private static func shown(_ hook: FakeHook) -> JSON {
        [
            "id": .number(hook.id), "type": hook.given["type"] ?? "gitea", "active": .flag(hook.active),
            "events": .list(hook.events.map { .text($0) }),
            "config": [
                "url": .text(hook.url), "content_type": hook.given["config"]?["content_type"] ?? "json",
            ],
        ]
    }

    /// A Gitea hook sends the headers of Gogs and GitHub too, a Forgejo hook also Gitea's.
    private static func push(_ hook: FakeHook, _ state: ForgeState) -> ForgeDelivery {
        let sha = state.branches["main"] ?? String(repeating: "1", count: 40)
        let commit: JSON = ["id": .text(sha), "message": "A commit\n"]
        let body: JSON = [
            "ref": "refs/heads/main", "before": .text(sha), "after": .text(sha), "commits": [commit],
            "total_commits": 1,
            "head_commit": commit, "repository": repositoryOfPush(state),
            "pusher": ["id": 3, "login": "ada"],
            "sender": ["id": 3, "login": "ada"],
        ]
        let text = body.written
        let digest = hook.secret.map { ForgeDelivery.signature(text, secret: $0) } ?? ""
        var headers = ["X-Hub-Signature-256": "sha256=\(digest)", "User-Agent": "Go-http-client/1.1"]
        let kinds =
            ["Gitea", "Gogs", "GitHub"] + (hook.given["type"]?.text == "forgejo" ? ["Forgejo"] : [])
        for kind in kinds {
            headers["X-\(kind)-Event"] = "push"
            headers["X-\(kind)-Delivery"] = "9a1d4f6e-0a4b-4bb8-9d4b-0d2b5d1f7c10"
            if kind != "GitHub" { headers["X-\(kind)-Signature"] = digest }
        }
        return ForgeDelivery(url: hook.url, event: "push", headers: headers, body: text)
    }

    private static func repositoryOfPush(_ state: ForgeState) -> JSON {
        [
            "id": 1, "name": .text(state.name), "full_name": .text(state.repository),
            "owner": ["login": .text(state.owner)],
        ]
    }
}
