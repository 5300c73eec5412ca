import RunModel

/// https://docs.gitlab.com/api/project_webhooks/
struct GitLabSetup: ForgeSetup {
    let forge: ForgeConnection

    init(_ connection: ForgeConnection) { forge = connection }

    private var project: [String] { ["projects", forge.path] }

    private var collection: HookCollection<Hook> { HookCollection(forge: forge, path: project + ["hooks"], updateMethod: .put) }

    func hooks() async throws -> [ForgeHook] { try await collection.all(pageSize: (name: "per_page", value: "100")) }

    func create(_ hook: WantedHook) async throws -> ForgeHook { try await collection.create(settings(of: hook)) }

    func update(_ id: String, to hook: WantedHook) async throws -> ForgeHook { try await collection.update(id, to: settings(of: hook)) }

    func delete(_ id: String) async throws { try await collection.delete(id) }

    /// GitLab answers with an error where the hook's address did.
    func send(_ delivery: TestDelivery, to id: String) async throws -> Bool {
        guard delivery == .push else { return false }
        try await collection.test(id, ["test", "push_events"])
        return true
    }

    func rights() async throws -> TokenRights {
        let found = try await Self.ifAllowed { try await forge.answer(Project.self, .get, project, to: "look at the project") }
        guard let found else { return .none }
        let scopes = try await scopes()
        let mayPush = scopes.map { !$0.isDisjoint(with: ["api", "write_repository"]) } ?? true
        return TokenRights(
            // 30 is a developer: https://docs.gitlab.com/api/access_requests/
            read: true, push: found.level >= 30 && mayPush, manageHooks: try await mayManageHooks())
    }

    /// What the token was made for; nil for one that cannot say so, such as a job's.
    private func scopes() async throws -> Set<String>? {
        do {
            return Set(try await forge.answer(Token.self, .get, ["personal_access_tokens", "self"], to: "look at the token").scopes)
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

private struct Hook: KeptHook {
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
