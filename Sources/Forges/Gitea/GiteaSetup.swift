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

    private var collection: HookCollection<Hook> { HookCollection(forge: forge, path: repository + ["hooks"], updateMethod: .patch) }

    func hooks() async throws -> [ForgeHook] { try await collection.all(pageSize: (name: "limit", value: "50")) }

    func create(_ hook: WantedHook) async throws -> ForgeHook {
        var body = settings(of: hook)
        body["type"] = kind == .forgejo ? "forgejo" : "gitea"
        return try await collection.create(body)
    }

    func update(_ id: String, to hook: WantedHook) async throws -> ForgeHook { try await collection.update(id, to: settings(of: hook)) }

    func delete(_ id: String) async throws { try await collection.delete(id) }

    func send(_ delivery: TestDelivery, to id: String) async throws -> Bool {
        guard delivery == .push else { return false }
        try await collection.test(id, ["tests"])
        return true
    }

    func rights() async throws -> TokenRights { try await ownerRights(in: repository, forge) }

    private func settings(of hook: WantedHook) -> [String: JSONValue] {
        [
            "active": true, "events": .list(["push"]),
            "config": .object(["url": .text(hook.url), "content_type": "json", "secret": .text(hook.secret.reveal())]),
        ]
    }
}

private struct Hook: KeptHook {
    struct Config: Decodable { var url: String? }
    var id: Int
    var active: Bool
    var events: [String]
    var config: Config?

    var shown: ForgeHook {
        ForgeHook(id: String(id), url: config?.url ?? "", events: events, isActive: active, verifiesTLS: nil)
    }
}
