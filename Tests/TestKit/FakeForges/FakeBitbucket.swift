/// Bitbucket Cloud's REST API, version 2.0 (developer.atlassian.com/cloud/bitbucket/rest).
package struct FakeBitbucket: FakeForge {
    package static let root = "/2.0"
    package let server: ForgeServer
    package init(server: ForgeServer) { self.server = server }

    package static var routes: [ForgeRoute] { general + statusRoutes + commentRoutes + hookRoutes }

    package static func refusal(_ call: ForgeCall, _ state: ForgeState) -> ForgeReply? {
        let rights = rights(call, state)
        if call.headers["authorization"] != nil, rights == nil {
            return error(401, "Token is invalid, expired, or not supported for this endpoint.")
        }
        let parts = call.path.split(separator: "/")
        guard parts.count >= 4, parts[1] == "repositories" else { return nil }
        guard state.has("\(parts[2])/\(parts[3])") else {
            return error(404, "Repository \(parts[2])/\(parts[3]) not found")
        }
        guard let rights, rights > .none else {
            // Nobody is asked to say who they are; somebody without rights is refused.
            if rights == nil { return state.isPrivate || call.method != "GET" ? unknown(call) : nil }
            return lacking()
        }
        if call.path.contains("/hooks"), rights < .admin { return lacking() }
        guard call.method != "GET" else { return nil }
        guard rights >= .write else { return lacking() }
        guard ForgeText.isWrite(call), !call.body.isEmpty else { return nil }
        guard ForgeText.isJSON(call) else { return error(415, "Unsupported media type") }
        return call.json == nil ? bad(["body": "Invalid JSON"]) : nil
    }

    package static func notFound(_ call: ForgeCall) -> ForgeReply { error(404, "Resource not found") }

    private static func unknown(_ call: ForgeCall) -> ForgeReply {
        error(
            401, "You may not have access to this repository or it no longer exists in this workspace.")
    }

    private static func lacking() -> ForgeReply {
        error(403, "Your credentials lack one or more required privilege scopes.")
    }

    static func error(_ status: Int, _ message: String) -> ForgeReply {
        ForgeReply(status, ["type": "error", "error": ["message": .text(message)]])
    }

    static func bad(_ fields: [String: JSON]) -> ForgeReply {
        ForgeReply(
            400, ["type": "error", "error": ["message": "Bad request", "fields": .object(fields)]])
    }

    /// An API token is the password of its account's e-mail address; an access token of the repository bears itself.
    static func rights(_ call: ForgeCall, _ state: ForgeState) -> ForgeState.Rights? {
        if let email = state.email {
            guard let basic = ForgeText.basic(call), basic.name == email else { return nil }
            return state.tokens[basic.password]
        }
        return ForgeText.token(call, schemes: "bearer").flatMap { state.tokens[$0] }
    }

    /// A page too large is refused, not cut: 50 for pull requests, whatever the documentation says (BCLOUD-13229), 100 else.
    static func list(_ all: [JSON], most: Int = 100, _ call: ForgeCall, _ state: ForgeState)
        -> ForgeReply
    {
        if let asked = call.query["pagelen"] {
            guard let size = Int(asked), (1...most).contains(size) else {
                return error(400, "Invalid pagelen")
            }
        }
        let page = ForgePage(all, call, size: "pagelen", standard: 10, most: most)
        var answer: [String: JSON] = [
            "size": .number(page.total), "page": .number(page.page), "pagelen": .number(page.size),
            "values": .list(page.items),
        ]
        if let next = page.next {
            answer["next"] = .text(page.address(next, call, origin: state.origin, size: "pagelen"))
        }
        return ForgeReply(200, .object(answer))
    }

    private static func scopes(_ call: ForgeCall, _ state: ForgeState) -> [(
        name: String, value: String
    )] {
        let all: [(ForgeState.Rights, String)] = [
            (.read, "repository, pullrequest"), (.write, "repository:write, pullrequest:write"),
            (.admin, "webhook"),
        ]
        let rights = rights(call, state) ?? .none
        return [("x-oauth-scopes", all.filter { $0.0 <= rights }.map(\.1).joined(separator: ", "))]
    }

    private static let general = [
        ForgeRoute("GET /2.0/user") { call, state in
            // An access token belongs to a repository, not to a person.
            guard state.email != nil, rights(call, state) != nil else {
                return error(401, "Token is invalid, expired, or not supported for this endpoint.")
            }
            return ForgeReply(
                200,
                [
                    "type": "user", "uuid": "{11111111-2222-3333-4444-555555555555}",
                    "display_name": "Bunsen",
                ],
                headers: scopes(call, state))
        },
        ForgeRoute("GET /2.0/repositories/:workspace/:slug") { call, state in
            ForgeReply(
                200, repository(state.repository, isPrivate: state.isPrivate), headers: scopes(call, state))
        },
        ForgeRoute("GET /2.0/repositories/:workspace/:slug/pullrequests") { call, state in
            guard let query = BitbucketQuery(call.query["q"] ?? "") else {
                return bad(["q": "Invalid query"])
            }
            let wanted = query.asksForState ? nil : (call.query["state"] ?? "OPEN")
            let pulls = state.pulls.filter {
                (wanted == nil || word($0) == wanted) && query.fits($0, state: word($0))
            }
            return list(pulls.reversed().map { shown($0, state) }, most: 50, call, state)
        },
    ]

    private static func word(_ pull: FakePull) -> String { pull.isOpen ? "OPEN" : "MERGED" }

    static func repository(_ name: String, isPrivate: Bool) -> JSON {
        [
            "type": "repository", "full_name": .text(name), "name": "The Pipeline",
            "is_private": .flag(isPrivate),
            "uuid": .text("{\(name)}"),
        ]
    }

    private static func shown(_ pull: FakePull, _ state: ForgeState) -> JSON {
        func side(_ name: String, _ branch: String, _ sha: String) -> JSON {
            // Hashes are cut to twelve digits here.
            [
                "branch": ["name": .text(branch)],
                "commit": ["type": "commit", "hash": .text(String(sha.prefix(12)))],
                "repository": repository(name, isPrivate: state.isPrivate),
            ]
        }
        return [
            "type": "pullrequest", "id": .number(pull.number), "state": .text(word(pull)),
            "title": "Pull request",
            "source": side(pull.from, pull.branch, pull.sha),
            "destination": side(state.repository, pull.target, state.branches[pull.target] ?? pull.sha),
        ]
    }
}
