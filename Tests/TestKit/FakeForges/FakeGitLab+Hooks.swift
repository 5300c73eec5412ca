/// docs.gitlab.com/api/project_webhooks
extension FakeGitLab {
    static let hookRoutes = [
        ForgeRoute("GET /api/v4/projects/:id/hooks") { call, state in
            list(state.hooks.map(shown), call, state)
        },
        ForgeRoute("POST /api/v4/projects/:id/hooks") { call, state in
            guard let url = call.json?["url"]?.text else { return wrong("url is missing") }
            guard ForgeText.isAbsoluteWebAddress(url) else {
                return ForgeReply(422, ["error": "Invalid url given"])
            }
            let id = state.nextID()
            let hook = FakeHook(
                id: id, uuid: "", url: url, secret: call.json?["token"]?.text,
                events: events(call.json ?? .null, []), active: true,
                given: call.json ?? .null)
            state.hooks.append(hook)
            return ForgeReply(201, shown(hook))
        },
        ForgeRoute("GET /api/v4/projects/:id/hooks/:hook") { call, state in
            found(call, state).map { ForgeReply(200, shown(state.hooks[$0])) }
                ?? .refused(404, "404 Not found")
        },
        ForgeRoute("PUT /api/v4/projects/:id/hooks/:hook") { call, state in
            guard let index = found(call, state) else { return .refused(404, "404 Not found") }
            guard let url = call.json?["url"]?.text else { return wrong("url is missing") }
            guard ForgeText.isAbsoluteWebAddress(url) else {
                return ForgeReply(422, ["error": "Invalid url given"])
            }
            state.hooks[index].url = url
            if let token = call.json?["token"]?.text { state.hooks[index].secret = token }
            state.hooks[index].events = events(call.json ?? .null, state.hooks[index].events)
            state.hooks[index].given = call.json ?? .null
            return ForgeReply(200, shown(state.hooks[index]))
        },
        ForgeRoute("DELETE /api/v4/projects/:id/hooks/:hook") { call, state in
            guard let index = found(call, state) else { return .refused(404, "404 Not found") }
            state.hooks.remove(at: index)
            return ForgeReply(204, nil)
        },
        ForgeRoute("POST /api/v4/projects/:id/hooks/:hook/test/:trigger") { call, state in
            guard let index = found(call, state) else { return .refused(404, "404 Not found") }
            guard call["trigger"] == "push_events" else {
                return wrong("trigger does not have a valid value")
            }
            return ForgeReply(
                201, ["message": "201 Created"], deliveries: [push(state.hooks[index], state)])
        },
    ]

    private static let kinds = [
        "push_events", "tag_push_events", "merge_requests_events", "note_events", "pipeline_events",
    ]

    /// Pushes are on where nothing is said.
    private static func events(_ given: JSON, _ before: [String]) -> [String] {
        kinds.filter { given[$0]?.flag ?? (before.isEmpty ? $0 == "push_events" : before.contains($0)) }
    }

    private static func found(_ call: ForgeCall, _ state: ForgeState) -> Int? {
        state.hooks.firstIndex { $0.id == call.number("hook") }
    }

    /// The token is never shown.
    private static func shown(_ hook: FakeHook) -> JSON {
        var members: [String: JSON] = [
            "id": .number(hook.id), "url": .text(hook.url), "project_id": .number(project),
            "alert_status": "executable",
            "enable_ssl_verification": hook.given["enable_ssl_verification"] ?? true,
            "push_events_branch_filter": hook.given["push_events_branch_filter"] ?? "",
            "name": hook.given["name"] ?? nil, "description": hook.given["description"] ?? nil,
        ]
        for kind in kinds { members[kind] = .flag(hook.events.contains(kind)) }
        return .object(members)
    }

    private static func push(_ hook: FakeHook, _ state: ForgeState) -> ForgeDelivery {
        let sha = state.branches["main"] ?? String(repeating: "1", count: 40)
        let body: JSON = [
            "object_kind": "push", "event_name": "push",
            "before": .text(String(repeating: "0", count: 40)), "after": .text(sha),
            "ref": "refs/heads/main", "checkout_sha": .text(sha), "user_username": "ada",
            "project_id": .number(project),
            "project": [
                "id": .number(project), "path_with_namespace": .text(state.repository),
                "default_branch": "main",
            ],
            "commits": [["id": .text(sha), "message": "A commit", "title": "A commit"]],
            "total_commits_count": 1,
        ]
        var headers = [
            "User-Agent": "GitLab/18.0.0", "X-Gitlab-Event": "Push Hook",
            "X-Gitlab-Instance": state.origin,
            "Idempotency-Key": "f5e5f430-f57b-4e6e-9fac-d9128cd7232f",
        ]
        if let secret = hook.secret { headers["X-Gitlab-Token"] = secret }
        return ForgeDelivery(url: hook.url, event: "Push Hook", headers: headers, body: body.written)
    }
}
