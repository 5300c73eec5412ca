import Foundation

/// GitLab's REST API, version 4 (docs.gitlab.com/api).
package struct FakeGitLab: FakeForge {
    package static let root = "/api/v4"
    package let server: ForgeServer
    package init(server: ForgeServer) { self.server = server }

    /// The number of the project; it can stand for its escaped path everywhere.
    static let project = 42

    package static var routes: [ForgeRoute] {
        general + statusRoutes + noteRoutes + discussionRoutes + hookRoutes
    }

    package static func refusal(_ call: ForgeCall, _ state: ForgeState) -> ForgeReply? {
        let token = call.headers["private-token"] ?? ForgeText.token(call, schemes: "bearer")
        let rights = token.flatMap { state.tokens[$0] }
        if call.headers["private-token"] != nil || call.headers["authorization"] != nil, rights == nil {
            return .refused(401, "401 Unauthorized")
        }
        guard isProject(call, state) else {
            return call.path.hasPrefix("\(root)/projects/") ? .refused(404, "404 Project Not Found") : nil
        }
        guard let rights, rights > .none else {
            if state.isPrivate { return .refused(404, "404 Project Not Found") }
            return call.method == "GET" ? nil : .refused(401, "401 Unauthorized")
        }
        // Developers write, maintainers have webhooks.
        if call.path.contains("/hooks"), rights < .admin { return .refused(403, "403 Forbidden") }
        guard call.method != "GET" else { return nil }
        guard rights >= .write else { return .refused(403, "403 Forbidden") }
        guard ForgeText.isWrite(call), !call.body.isEmpty else { return nil }
        guard ForgeText.isJSON(call) else {
            return ForgeReply(415, ["error": "The provided content-type is not supported."])
        }
        return call.json == nil ? ForgeReply(400, ["error": "Problems parsing JSON"]) : nil
    }

    package static func notFound(_ call: ForgeCall) -> ForgeReply {
        ForgeReply(404, ["error": "404 Not Found"])
    }

    private static func isProject(_ call: ForgeCall, _ state: ForgeState) -> Bool {
        let parts = call.path.split(separator: "/")
        guard parts.count >= 4, parts[2] == "projects", let id = parts[3].removingPercentEncoding else {
            return false
        }
        return id == "\(project)" || state.has(id)
    }

    /// Grape's way to name a parameter that is wrong.
    static func wrong(_ sentence: JSON) -> ForgeReply { ForgeReply(400, ["error": sentence]) }

    /// A value that a model refuses.
    static func invalid(_ field: String, _ sentence: String) -> ForgeReply {
        .refused(400, .object([field: [.text(sentence)]]))
    }

    static func list(_ all: [JSON], _ call: ForgeCall, _ state: ForgeState) -> ForgeReply {
        let page = ForgePage(all, call, size: "per_page", standard: 20, most: 100)
        return ForgeReply(
            200, .list(page.items),
            headers: page.link(call, origin: state.origin, size: "per_page") + [
                ("x-page", "\(page.page)"), ("x-per-page", "\(page.size)"),
                ("x-next-page", page.next.map { "\($0)" } ?? ""),
                ("x-prev-page", page.page > 1 ? "\(page.page - 1)" : ""), ("x-total", "\(page.total)"),
                ("x-total-pages", "\(page.pages)"),
            ])
    }

    private static func rights(_ call: ForgeCall, _ state: ForgeState) -> ForgeState.Rights {
        (call.headers["private-token"] ?? ForgeText.token(call, schemes: "bearer")).flatMap {
            state.tokens[$0]
        } ?? .none
    }

    private static let general = [
        ForgeRoute("GET /api/v4/user") { call, state in
            rights(call, state) == .none
                ? .refused(401, "401 Unauthorized")
                : ForgeReply(200, ["id": 7, "username": "bunsen-bot", "state": "active"])
        },
        ForgeRoute("GET /api/v4/personal_access_tokens/self") { call, state in
            rights(call, state) == .none
                ? .refused(401, "401 Unauthorized")
                : ForgeReply(
                    200,
                    [
                        "id": 8, "name": "bunsen", "active": true,
                        "scopes": rights(call, state) >= .write ? ["api"] : ["read_api"],
                    ])
        },
        ForgeRoute("GET /api/v4/projects/:id") { call, state in
            let level: JSON =
                switch rights(call, state) {
                case .none: nil
                case .read: 20
                case .write: 30
                case .admin: 40
                }
            return ForgeReply(
                200,
                [
                    "id": .number(project), "name": .text(state.name), "path": .text(state.name),
                    "path_with_namespace": .text(state.repository), "default_branch": "main",
                    "visibility": state.isPrivate ? "private" : "public",
                    "permissions": [
                        "project_access": level == nil
                            ? nil : ["access_level": level, "notification_level": 3],
                        "group_access": nil,
                    ],
                ])
        },
        ForgeRoute("GET /api/v4/projects/:id/merge_requests") { call, state in
            let pulls = state.pulls.filter { pull in
                (call.query["state"] ?? "all") == "all" || pull.isOpen == (call.query["state"] == "opened")
            }.filter { pull in
                call.query["source_branch"].map { $0 == pull.branch } ?? true
                    && call.query["target_branch"].map { $0 == pull.target } ?? true
            }.filter { pull in
                call.asked("source_project_id").map { $0 == source(pull, state) } ?? true
            }
            return list(pulls.reversed().map { shown($0, state) }, call, state)
        },
    ]

    private static func source(_ pull: FakePull, _ state: ForgeState) -> Int {
        state.has(pull.from) ? project : 99
    }

    private static func shown(_ pull: FakePull, _ state: ForgeState) -> JSON {
        [
            "id": .number(7000 + pull.number), "iid": .number(pull.number),
            "project_id": .number(project),
            "target_project_id": .number(project), "source_project_id": .number(source(pull, state)),
            "source_branch": .text(pull.branch), "target_branch": .text(pull.target),
            "sha": .text(pull.sha),
            "state": pull.isOpen ? "opened" : "closed", "title": "Merge request",
        ]
    }
}
