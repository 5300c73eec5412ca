/// developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories, "webhooks".
extension FakeBitbucket {
    static let hookRoutes = [
        ForgeRoute("GET /2.0/repositories/:workspace/:slug/hooks") { call, state in
            list(state.hooks.map(shown), call, state)
        },
        ForgeRoute("POST /2.0/repositories/:workspace/:slug/hooks") { call, state in
            let given = call.json ?? .null
            if let refusal = refused(given) { return refusal }
            let id = state.nextID()
            let hook = FakeHook(
                id: id, uuid: "{00000000-0000-4000-8000-00000000\(id)}", url: given["url"]?.text ?? "",
                secret: given["secret"]?.text,
                events: given["events"]?.list.compactMap(\.text) ?? [],
                active: given["active"]?.flag ?? false, given: given)
            state.hooks.append(hook)
            return ForgeReply(201, shown(hook))
        },
        ForgeRoute("GET /2.0/repositories/:workspace/:slug/hooks/:uid") { call, state in
            found(call, state).map { ForgeReply(200, shown(state.hooks[$0])) } ?? notFound(call)
        },
        ForgeRoute("PUT /2.0/repositories/:workspace/:slug/hooks/:uid") { call, state in
            guard let index = found(call, state) else { return notFound(call) }
            let given = call.json ?? .null
            if let refusal = refused(given) { return refusal }
            state.hooks[index].url = given["url"]?.text ?? ""
            state.hooks[index].events = given["events"]?.list.compactMap(\.text) ?? []
            state.hooks[index].active = given["active"]?.flag ?? false
            // Left out, a secret stays; null takes it away.
            if let secret = given["secret"] { state.hooks[index].secret = secret.text }
            state.hooks[index].given = given
            return ForgeReply(200, shown(state.hooks[index]))
        },
        ForgeRoute("DELETE /2.0/repositories/:workspace/:slug/hooks/:uid") { call, state in
            guard let index = found(call, state) else { return notFound(call) }
            state.hooks.remove(at: index)
            return ForgeReply(204, nil)
        },
    ]

    private static func refused(_ given: JSON) -> ForgeReply? {
        guard let url = given["url"]?.text else { return bad(["url": ["This field is required."]]) }
        guard ForgeText.isAbsoluteWebAddress(url) else { return bad(["url": ["Enter a valid URL."]]) }
        guard given["description"]?.text != nil else {
            return bad(["description": ["This field is required."]])
        }
        guard let events = given["events"]?.list, !events.isEmpty else {
            return bad(["events": ["This field is required."]])
        }
        let unknown = events.filter { $0.text?.contains(":") != true }
        return unknown.isEmpty ? nil : bad(["events": ["Unknown event"]])
    }

    private static func found(_ call: ForgeCall, _ state: ForgeState) -> Int? {
        // The braces may be left out.
        state.hooks.firstIndex { $0.uuid == call["uid"] || $0.uuid == "{\(call["uid"])}" }
    }

    /// The secret is never shown.
    private static func shown(_ hook: FakeHook) -> JSON {
        [
            "type": "webhook_subscription", "uuid": .text(hook.uuid), "url": .text(hook.url),
            "active": .flag(hook.active),
            "description": hook.given["description"] ?? nil,
            "events": .list(hook.events.map { .text($0) }),
            "secret_set": .flag(hook.secret != nil), "subject_type": "repository",
        ]
    }

    /// A push to the default branch, delivered to every hook that asks for it. Bitbucket has no call that sends a test.
    package func push(message: String = "A commit\n") async -> [ForgeDelivery.Outcome] {
        let deliveries = server.withState { state in
            state.hooks.filter { $0.active && $0.events.contains("repo:push") }.map {
                Self.push($0, message, state)
            }
        }
        var outcomes: [ForgeDelivery.Outcome] = []
        for delivery in deliveries { outcomes.append(await delivery.send()) }
        let sent = outcomes
        server.withState { $0.delivered += sent }
        return outcomes
    }

    private static func push(_ hook: FakeHook, _ message: String, _ state: ForgeState)
        -> ForgeDelivery
    {
        let sha = state.branches["main"] ?? String(repeating: "1", count: 40)
        let body: JSON = [
            "actor": ["type": "user", "nickname": "ada"],
            "repository": repository(state.repository, isPrivate: state.isPrivate),
            "push": [
                "changes": [
                    [
                        "old": nil, "created": true, "closed": false, "forced": false, "truncated": false,
                        "new": [
                            "type": "branch", "name": "main",
                            "target": ["hash": .text(sha), "message": .text(message)],
                        ],
                        "commits": [["hash": .text(sha), "message": .text(message)]],
                    ]
                ]
            ],
        ]
        let text = body.written
        var headers = [
            "User-Agent": "Bitbucket-Webhooks/2.0", "X-Event-Key": "repo:push",
            "X-Hook-UUID": String(hook.uuid.dropFirst().dropLast()),
            "X-Request-UUID": "a3f1e9c2-0d5b-4e0e-8f57-0d7a3f6f2b11", "X-Attempt-Number": "1",
        ]
        if let secret = hook.secret {
            headers["X-Hub-Signature"] = "sha256=\(ForgeDelivery.signature(text, secret: secret))"
        }
        return ForgeDelivery(url: hook.url, event: "repo:push", headers: headers, body: text)
    }
}
