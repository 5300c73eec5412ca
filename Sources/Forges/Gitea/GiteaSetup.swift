import RunModel

/// https://docs.gitea.com/api/, `repoCreateHook` and its like.
struct GiteaSetup: ForgeSetup {
    let forge: ForgeConnection
    /// The hook's own type: Forgejo knows both, and sends a header more with its own.
    let kind: ForgeKind

    init(_ connection: ForgeConnection, kind: ForgeKind) {
        forge = connection
        self.kind = kind
    }

    private var repository: [String] { ["repos"] + forge.pathPieces }

    func hooks() async throws -> [ForgeHook] {
        try await forge.all { page in
            try await forge.page(repository + ["hooks"], query: [(name: "limit", value: "50")], page: page, to: "list the webhooks") {
                (hook: Hook) in hook.shown
            }
        }
    }

    func create(_ hook: WantedHook) async throws -> ForgeHook {
        var body = settings(of: hook)
        body["type"] = kind == .forgejo ? "forgejo" : "gitea"
        let purpose = "create a webhook"
        return try forge.read(Hook.self, try await forge.send(.post, repository + ["hooks"], body: body, to: purpose), to: purpose).shown
    }

    func update(_ id: String, to hook: WantedHook) async throws -> ForgeHook {
        let purpose = "change the webhook \(id)"
        let response = try await forge.send(.patch, repository + ["hooks", id], body: settings(of: hook), to: purpose)
        return try forge.read(Hook.self, response, to: purpose).shown
    }

    func delete(_ id: String) async throws {
        try await forge.send(.delete, repository + ["hooks", id], to: "delete the webhook \(id)")
    }

    func send(_ delivery: TestDelivery, to id: String) async throws -> Bool {
        guard delivery == .push else { return false }
        try await forge.send(
            .post, repository + ["hooks", id, "tests"], isRepeatable: true, to: "have a test sent to the webhook \(id)")
        return true
    }

    func rights() async throws -> TokenRights {
        var found: Repository?
        let purpose = "look at the repository"
        let isReadable = try await Self.isAllowed {
            found = try forge.read(Repository.self, try await forge.send(.get, repository, to: purpose), to: purpose)
        }
        guard isReadable else { return .none }
        // What the token's owner may do; that its scopes allow it too, only trying shows.
        return TokenRights(read: true, push: found?.permissions?.push, manageHooks: try await mayManageHooks())
    }

    private func settings(of hook: WantedHook) -> [String: JSONValue] {
        [
            "active": true, "events": .list(["push"]),
            "config": .object(["url": .text(hook.url), "content_type": "json", "secret": .text(hook.secret.reveal())]),
        ]
    }
}

private struct Repository: Decodable {
    struct Permissions: Decodable { var push: Bool? }
    var permissions: Permissions?
}

private struct Hook: Decodable {
    struct Config: Decodable { var url: String? }
    var id: Int
    var active: Bool
    var events: [String]
    var config: Config?

    var shown: ForgeHook {
        ForgeHook(id: String(id), url: config?.url ?? "", events: events, isActive: active, verifiesTLS: nil)
    }
}
