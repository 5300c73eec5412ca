import RunModel

/// https://docs.gitlab.com/api/project_webhooks/
struct GitLabSetup: ForgeSetup {
    let forge: ForgeConnection

    init(_ connection: ForgeConnection) { forge = connection }

    private var project: [String] { ["projects", forge.path] }

    func hooks() async throws -> [ForgeHook] {
        try await forge.all { page in
            try await forge.page(project + ["hooks"], query: [(name: "per_page", value: "100")], page: page, to: "list the webhooks") {
                (hook: Hook) in hook.shown
            }
        }
    }

    func create(_ hook: WantedHook) async throws -> ForgeHook {
        let purpose = "create a webhook"
        let response = try await forge.send(.post, project + ["hooks"], body: settings(of: hook), to: purpose)
        return try forge.read(Hook.self, response, to: purpose).shown
    }

    func update(_ id: String, to hook: WantedHook) async throws -> ForgeHook {
        let purpose = "change the webhook \(id)"
        let response = try await forge.send(.put, project + ["hooks", id], body: settings(of: hook), to: purpose)
        return try forge.read(Hook.self, response, to: purpose).shown
    }

    func delete(_ id: String) async throws {
        try await forge.send(.delete, project + ["hooks", id], to: "delete the webhook \(id)")
    }

    /// GitLab answers with an error where the hook's address did.
    func send(_ delivery: TestDelivery, to id: String) async throws -> Bool {
        guard delivery == .push else { return false }
        try await forge.send(
            .post, project + ["hooks", id, "test", "push_events"], isRepeatable: true, to: "have a test sent to the webhook \(id)")
        return true
    }

    func rights() async throws -> TokenRights {
        var found: Project?
        let purpose = "look at the project"
        let isReadable = try await Self.isAllowed {
            found = try forge.read(Project.self, try await forge.send(.get, project, to: purpose), to: purpose)
        }
        guard isReadable else { return .none }
        let scopes = try await scopes()
        let mayPush = scopes.map { !$0.isDisjoint(with: ["api", "write_repository"]) } ?? true
        return TokenRights(
            // 30 is a developer: https://docs.gitlab.com/api/access_requests/
            read: true, push: found.map { $0.level >= 30 && mayPush }, manageHooks: try await mayManageHooks())
    }

    /// What the token was made for; nil for one that cannot say so, such as a job's.
    private func scopes() async throws -> Set<String>? {
        let purpose = "look at the token"
        do {
            let response = try await forge.send(.get, ["personal_access_tokens", "self"], to: purpose)
            return Set(try forge.read(Token.self, response, to: purpose).scopes)
        } catch let error as ForgeError where !error.isTransient && error.code != .malformed {
            return nil
        }
    }

    /// All events named, so that a hook which was for more becomes one for pushes.
    private func settings(of hook: WantedHook) -> [String: JSONValue] {
        var settings: [String: JSONValue] = [
            "url": .text(hook.url), "token": .text(hook.secret.reveal()), "enable_ssl_verification": .flag(hook.verifiesTLS),
        ]
        for event in Hook.events { settings[event] = .flag(event == "push_events") }
        return settings
    }
}

private struct Project: Decodable {
    struct Access: Decodable { var accessLevel: Int }
    struct Permissions: Decodable {
        var projectAccess: Access?
        var groupAccess: Access?
    }
    var permissions: Permissions?

    var level: Int { max(permissions?.projectAccess?.accessLevel ?? 0, permissions?.groupAccess?.accessLevel ?? 0) }
}

private struct Token: Decodable { var scopes: [String] }

private struct Hook: Decodable {
    static let events = [
        "push_events", "tag_push_events", "issues_events", "confidential_issues_events", "merge_requests_events", "note_events",
        "confidential_note_events", "job_events", "pipeline_events", "wiki_page_events", "deployment_events", "releases_events",
    ]

    let shown: ForgeHook

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Member.self)
        let on = try Self.events.filter { try members.decodeIfPresent(Bool.self, forKey: Member($0)) == true }
        // GitLab switches off what fails too often, for a while or for good.
        let status = try members.decodeIfPresent(String.self, forKey: Member("alert_status"))
        shown = ForgeHook(
            id: String(try members.decode(Int.self, forKey: Member("id"))), url: try members.decode(String.self, forKey: Member("url")),
            events: on, isActive: status == nil || status == "executable",
            verifiesTLS: try members.decodeIfPresent(Bool.self, forKey: Member("enable_ssl_verification")))
    }

    /// The decoder has made camel case of the names already.
    private struct Member: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(_ name: String) {
            let parts = name.split(separator: "_")
            stringValue = parts.prefix(1).joined() + parts.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
