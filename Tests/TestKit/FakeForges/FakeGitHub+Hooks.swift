/// docs.github.com/rest/repos/webhooks
extension FakeGitHub {
    static let hookRoutes = [
        ForgeRoute("GET /repos/:owner/:repo/hooks") { call, state in
            guard state.has("\(call["owner"])/\(call["repo"])") else { return notFound(call) }
            return list(state.hooks.map(shown), call, state)
        },
        ForgeRoute("POST /repos/:owner/:repo/hooks") { call, state in
            guard state.has("\(call["owner"])/\(call["repo"])") else { return notFound(call) }
            guard let config = call.json?["config"], let url = config["url"]?.text else {
                return invalid("Hook", "url", "missing_field")
            }
            guard ForgeText.isAbsoluteWebAddress(url) else {
                return invalid("Hook", "url", "custom", "url is not a valid URL")
            }
            guard !state.hooks.contains(where: { $0.url == url }) else {
                return invalid("Hook", "base", "custom", "Hook already exists on this repository")
            }
            let hook = FakeHook(
                id: state.nextID(), uuid: "", url: url, secret: config["secret"]?.text,
                events: call.json?["events"]?.list.compactMap(\.text) ?? ["push"],
                active: call.json?["active"]?.flag ?? true,
                given: call.json ?? .null)
            state.hooks.append(hook)
            // Every new hook that is active is pinged at once.
            return ForgeReply(201, shown(hook), deliveries: hook.active ? [ping(hook, state)] : [])
        },
        ForgeRoute("GET /repos/:owner/:repo/hooks/:id") { call, state in
            found(call, state).map { ForgeReply(200, shown(state.hooks[$0])) } ?? notFound(call)
        },
        ForgeRoute("PATCH /repos/:owner/:repo/hooks/:id") { call, state in
            guard let index = found(call, state) else { return notFound(call) }
            // `config` replaces the whole: without its secret the hook has none.
            if let config = call.json?["config"] {
                guard let url = config["url"]?.text else { return invalid("Hook", "url", "missing_field") }
                state.hooks[index].url = url
                state.hooks[index].secret = config["secret"]?.text
            }
            if let events = call.json?["events"] {
                state.hooks[index].events = events.list.compactMap(\.text)
            }
            if let active = call.json?["active"]?.flag { state.hooks[index].active = active }
            state.hooks[index].given = call.json ?? .null
            return ForgeReply(200, shown(state.hooks[index]))
        },
        ForgeRoute("DELETE /repos/:owner/:repo/hooks/:id") { call, state in
            guard let index = found(call, state) else { return notFound(call) }
            state.hooks.remove(at: index)
            return ForgeReply(204, nil)
        },
        ForgeRoute("POST /repos/:owner/:repo/hooks/:id/pings") { call, state in
            guard let index = found(call, state) else { return notFound(call) }
            return ForgeReply(204, nil, deliveries: [ping(state.hooks[index], state)])
        },
        ForgeRoute("POST /repos/:owner/:repo/hooks/:id/tests") { call, state in
            guard let index = found(call, state) else { return notFound(call) }
            let hook = state.hooks[index]
            guard hook.events.contains("push") || hook.events.contains("*") else {
                return ForgeReply(204, nil)
            }
            return ForgeReply(204, nil, deliveries: [push(hook, state)])
        },
    ]

    private static func found(_ call: ForgeCall, _ state: ForgeState) -> Int? {
        guard state.has("\(call["owner"])/\(call["repo"])") else { return nil }
        return state.hooks.firstIndex { $0.id == call.number("id") }
    }

    private static func shown(_ hook: FakeHook) -> JSON {
        var config: [String: JSON] = [
            "url": .text(hook.url), "content_type": hook.given["config"]?["content_type"] ?? "form",
            "insecure_ssl": hook.given["config"]?["insecure_ssl"] ?? "0",
        ]
        if hook.secret != nil { config["secret"] = "********" }
        return [
            "type": "Repository", "id": .number(hook.id), "name": "web", "active": .flag(hook.active),
            "events": .list(hook.events.map { .text($0) }), "config": .object(config),
            "last_response": ["code": nil, "status": "unused", "message": nil],
        ]
    }

    private static func ping(_ hook: FakeHook, _ state: ForgeState) -> ForgeDelivery {
        delivery(
            hook, "ping",
            [
                "zen": "Keep it logically awesome.", "hook_id": .number(hook.id), "hook": shown(hook),
                "repository": repository(state),
            ])
    }

    /// The last push of the default branch, as a test delivery repeats it.
    private static func push(_ hook: FakeHook, _ state: ForgeState) -> ForgeDelivery {
        let sha = state.branches["main"] ?? String(repeating: "1", count: 40)
        let commit: JSON = ["id": .text(sha), "message": "A commit", "distinct": true]
        return delivery(
            hook, "push",
            [
                "ref": "refs/heads/main", "before": .text(String(repeating: "0", count: 40)),
                "after": .text(sha), "created": true,
                "deleted": false, "forced": false, "head_commit": commit, "commits": [commit],
                "repository": repository(state),
                "pusher": ["name": "ada"], "sender": ["login": "ada"],
            ])
    }

    private static func repository(_ state: ForgeState) -> JSON {
        [
            "id": 1, "name": .text(state.name), "full_name": .text(state.repository),
            "owner": ["login": .text(state.owner)],
        ]
    }

    private static func delivery(_ hook: FakeHook, _ event: String, _ body: JSON) -> ForgeDelivery {
        let text = body.written
        var headers = [
            "User-Agent": "GitHub-Hookshot/1", "X-GitHub-Event": event, "X-GitHub-Hook-ID": "\(hook.id)",
            "X-GitHub-Delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
        ]
        if let secret = hook.secret {
            headers["X-Hub-Signature-256"] = "sha256=\(ForgeDelivery.signature(text, secret: secret))"
        }
        return ForgeDelivery(url: hook.url, event: event, headers: headers, body: text)
    }
}
