/// GitHub's REST API, version 2022-11-28 (docs.github.com/rest).
package struct FakeGitHub: FakeForge {
    package static let root = ""
    package let server: ForgeServer
    package init(server: ForgeServer) { self.server = server }

    package static var routes: [ForgeRoute] { general + statusRoutes + commentRoutes + hookRoutes }

    /// One that is private is not there for who may not read it; who may not write is told so.
    package static func refusal(_ call: ForgeCall, _ state: ForgeState) -> ForgeReply? {
        guard !(call.headers["user-agent"] ?? "").isEmpty else {
            return .refused(
                403,
                "Request forbidden by administrative rules. Please make sure your request has a User-Agent header"
            )
        }
        let rights = rights(call, state)
        if call.headers["authorization"] != nil, rights == nil {
            return .refused(401, "Bad credentials", ["status": "401"])
        }
        guard let (owner, name) = repository(call), state.has("\(owner)/\(name)") else { return nil }
        guard let rights, rights > .none else {
            if state.isPrivate { return notFound(call) }
            return ForgeText.isWrite(call)
                ? .refused(401, "Requires authentication", ["status": "401"]) : nil
        }
        if call.path.contains("/hooks"), rights < .admin { return notFound(call) }
        guard call.method != "GET" else { return nil }
        guard rights >= .write else {
            return .refused(403, "Resource not accessible by personal access token", ["status": "403"])
        }
        guard ForgeText.isWrite(call), !call.body.isEmpty else { return nil }
        guard ForgeText.isJSON(call) else { return .refused(415, "Unsupported Media Type") }
        guard call.json != nil else { return .refused(400, "Problems parsing JSON", ["status": "400"]) }
        return nil
    }

    package static func notFound(_ call: ForgeCall) -> ForgeReply {
        .refused(
            404, "Not Found", ["documentation_url": "https://docs.github.com/rest", "status": "404"])
    }

    static func rights(_ call: ForgeCall, _ state: ForgeState) -> ForgeState.Rights? {
        ForgeText.token(call, schemes: "bearer", "token").flatMap { state.tokens[$0] }
    }

    private static func repository(_ call: ForgeCall) -> (Substring, Substring)? {
        let parts = call.path.split(separator: "/")
        return parts.count >= 3 && parts[0] == "repos" ? (parts[1], parts[2]) : nil
    }

    /// 422 as the documentation shows it.
    static func invalid(_ resource: String, _ field: String, _ code: String, _ message: String? = nil)
        -> ForgeReply
    {
        var error: [String: JSON] = [
            "resource": .text(resource), "field": .text(field), "code": .text(code),
        ]
        if let message { error["message"] = .text(message) }
        return .refused(422, "Validation Failed", ["errors": [.object(error)], "status": "422"])
    }

    static func list(_ all: [JSON], _ call: ForgeCall, _ state: ForgeState) -> ForgeReply {
        let page = ForgePage(all, call, size: "per_page", standard: 30, most: 100)
        return ForgeReply(
            200, .list(page.items), headers: page.link(call, origin: state.origin, size: "per_page"))
    }

    private static let general = [
        ForgeRoute("GET /user") { call, state in
            rights(call, state) == nil
                ? .refused(401, "Requires authentication", ["status": "401"])
                : ForgeReply(
                    200, ["login": "bunsen-bot", "id": 1, "type": "User"], headers: scopes(call, state))
        },
        ForgeRoute("GET /repos/:owner/:repo") { call, state in
            guard state.has("\(call["owner"])/\(call["repo"])") else { return notFound(call) }
            let rights = rights(call, state) ?? .none
            return ForgeReply(
                200,
                [
                    "id": 1, "name": .text(state.name), "full_name": .text(state.repository),
                    "private": .flag(state.isPrivate),
                    "owner": ["login": .text(state.owner)], "default_branch": "main",
                    "permissions": [
                        "admin": .flag(rights >= .admin), "maintain": .flag(rights >= .admin),
                        "push": .flag(rights >= .write),
                        "triage": .flag(rights >= .write), "pull": .flag(rights >= .read),
                    ],
                ], headers: scopes(call, state))
        },
        ForgeRoute("GET /repos/:owner/:repo/pulls") { call, state in
            guard state.has("\(call["owner"])/\(call["repo"])") else { return notFound(call) }
            let wanted = call.query["state"] ?? "open"
            let head = call.query["head"]?.split(separator: ":", maxSplits: 1).map(String.init) ?? []
            let pulls = state.pulls.filter { pull in
                // Without an owner before its colon, `head` filters nothing.
                (wanted == "all" || pull.isOpen == (wanted == "open"))
                    && (head.count != 2
                        || pull.from.lowercased().hasPrefix("\(head[0].lowercased())/")
                            && pull.branch == head[1])
            }
            return list(pulls.reversed().map { shown($0, state) }, call, state)
        },
    ]

    private static func scopes(_ call: ForgeCall, _ state: ForgeState) -> [(
        name: String, value: String
    )] {
        let rights = rights(call, state) ?? .none
        return [
            (
                "x-oauth-scopes",
                rights >= .admin ? "admin:repo_hook, repo" : rights >= .write ? "repo" : ""
            )
        ]
    }

    private static func shown(_ pull: FakePull, _ state: ForgeState) -> JSON {
        func side(_ repository: String, _ branch: String, _ sha: String) -> JSON {
            let owner = String(repository[..<(repository.firstIndex(of: "/") ?? repository.endIndex)])
            return [
                "label": "\(owner):\(branch)", "ref": .text(branch), "sha": .text(sha),
                "user": ["login": .text(owner)],
                "repo": [
                    "id": .number(repository == state.repository ? 1 : 2), "full_name": .text(repository),
                    "fork": .flag(repository != state.repository), "owner": ["login": .text(owner)],
                ],
            ]
        }
        return [
            "id": .number(5000 + pull.number), "number": .number(pull.number),
            "state": pull.isOpen ? "open" : "closed",
            "title": "Pull request", "head": side(pull.from, pull.branch, pull.sha),
            "base": side(state.repository, pull.target, state.branches[pull.target] ?? pull.sha),
        ]
    }
}
