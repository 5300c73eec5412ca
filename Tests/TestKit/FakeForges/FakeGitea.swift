/// Gitea's REST API, version 1 (docs.gitea.com/api); Forgejo's is the same in all that is here.
package struct FakeGitea: FakeForge {
    package static let root = "/api/v1"
    package let server: ForgeServer
    package init(server: ForgeServer) { self.server = server }

    package static var routes: [ForgeRoute] { general + statusRoutes + commentRoutes + hookRoutes }

    package static func refusal(_ call: ForgeCall, _ state: ForgeState) -> ForgeReply? {
        let rights = rights(call, state)
        if call.headers["authorization"] != nil, rights == nil {
            return .refused(
                401, "invalid username, password or token", ["url": .text("\(state.origin)/api/swagger")])
        }
        let parts = call.path.split(separator: "/")
        guard parts.count >= 5, parts[2] == "repos", state.has("\(parts[3])/\(parts[4])") else {
            return nil
        }
        guard let rights, rights > .none else {
            if state.isPrivate { return notFound(call) }
            return call.method == "GET" ? nil : .refused(401, "token is required")
        }
        if call.path.contains("/hooks"), rights < .admin {
            return .refused(
                403, "user should be an owner or a collaborator with admin write of a repository")
        }
        guard call.method != "GET" else { return nil }
        guard rights >= .write else {
            return .refused(403, "user should have a permission to write to a repo")
        }
        guard ForgeText.isWrite(call), !call.body.isEmpty else { return nil }
        guard ForgeText.isJSON(call) else { return .refused(422, "[]: Empty Content-Type") }
        return call.json == nil ? .refused(422, "invalid character in JSON") : nil
    }

    package static func notFound(_ call: ForgeCall) -> ForgeReply {
        .refused(404, "The target couldn't be found.", ["errors": [], "url": "/api/swagger"])
    }

    static func rights(_ call: ForgeCall, _ state: ForgeState) -> ForgeState.Rights? {
        ForgeText.token(call, schemes: "token", "bearer").flatMap { state.tokens[$0] }
    }

    static func invalid(_ message: String, _ state: ForgeState) -> ForgeReply {
        .refused(422, .text(message), ["url": .text("\(state.origin)/api/swagger")])
    }

    /// Too large a page is cut to MAX_RESPONSE_ITEMS, 50, without a word.
    static func list(_ all: [JSON], _ call: ForgeCall, _ state: ForgeState) -> ForgeReply {
        let page = ForgePage(all, call, size: "limit", standard: 30, most: 50)
        return ForgeReply(
            200, .list(page.items),
            headers: page.link(call, origin: state.origin, size: "limit") + [
                ("x-total-count", "\(page.total)")
            ])
    }

    private static func repository(_ name: String, _ state: ForgeState, _ rights: ForgeState.Rights)
        -> JSON
    {
        let owner = String(name[..<(name.firstIndex(of: "/") ?? name.endIndex)])
        return [
            "id": .number(name == state.repository ? 1 : 2), "full_name": .text(name),
            "private": .flag(state.isPrivate),
            "fork": .flag(name != state.repository), "owner": ["login": .text(owner)],
            "default_branch": "main",
            "permissions": [
                "admin": .flag(rights >= .admin), "push": .flag(rights >= .write),
                "pull": .flag(rights >= .read),
            ],
        ]
    }

    private static let general = [
        ForgeRoute("GET /api/v1/version") { _, _ in ForgeReply(200, ["version": "1.24.6"]) },
        ForgeRoute("GET /api/v1/user") { call, state in
            rights(call, state) == nil
                ? .refused(401, "token is required") : ForgeReply(200, ["id": 3, "login": "bunsen-bot"])
        },
        ForgeRoute("GET /api/v1/repos/:owner/:repo") { call, state in
            guard state.has("\(call["owner"])/\(call["repo"])") else { return notFound(call) }
            return ForgeReply(200, repository(state.repository, state, rights(call, state) ?? .none))
        },
        ForgeRoute("GET /api/v1/repos/:owner/:repo/pulls") { call, state in
            guard state.has("\(call["owner"])/\(call["repo"])") else { return notFound(call) }
            // There is no way to ask for a branch's.
            let wanted = call.query["state"] ?? "open"
            guard ["open", "closed", "all"].contains(wanted) else {
                return invalid("unknown state", state)
            }
            let pulls = state.pulls.filter { wanted == "all" || $0.isOpen == (wanted == "open") }
            return list(pulls.reversed().map { shown($0, state) }, call, state)
        },
    ]

    private static func shown(_ pull: FakePull, _ state: ForgeState) -> JSON {
        func side(_ name: String, _ branch: String, _ sha: String) -> JSON {
            [
                "label": .text(branch), "ref": .text(branch), "sha": .text(sha),
                "repo_id": .number(name == state.repository ? 1 : 2),
                "repo": repository(name, state, .read),
            ]
        }
        return [
            "id": .number(8000 + pull.number), "number": .number(pull.number),
            "state": pull.isOpen ? "open" : "closed",
            "title": "Pull request", "head": side(pull.from, pull.branch, pull.sha),
            "base": side(state.repository, pull.target, state.branches[pull.target] ?? pull.sha),
        ]
    }
}
