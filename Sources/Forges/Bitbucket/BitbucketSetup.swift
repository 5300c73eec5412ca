import RunModel

/// https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories/, webhooks.
struct BitbucketSetup: ForgeSetup {
    let forge: ForgeConnection

    init(_ connection: ForgeConnection) { forge = connection }

    private var repository: [String] { ["2.0", "repositories"] + forge.pathPieces }

    private var collection: HookCollection<Hook> { HookCollection(forge: forge, path: repository + ["hooks"], updateMethod: .put) }

    func hooks() async throws -> [ForgeHook] {
        try await forge.all { page in
            try await forge.bitbucketPage(
                collection.path, query: [(name: "pagelen", value: "100")], page: page, to: HookCollection<Hook>.listing
            ) { (hook: Hook) in hook.shown }
        }
    }

    func create(_ hook: WantedHook) async throws -> ForgeHook { try await collection.create(settings(of: hook)) }

    func update(_ id: String, to hook: WantedHook) async throws -> ForgeHook { try await collection.update(id, to: settings(of: hook)) }

    func delete(_ id: String) async throws { try await collection.delete(id) }

    /// Bitbucket has no such call.
    func send(_ delivery: TestDelivery, to id: String) async throws -> Bool { false }

    func rights() async throws -> TokenRights {
        let response = try await Self.ifAllowed { try await forge.send(.get, repository, to: "look at the repository") }
        guard let response else { return .none }
        let scopes = response.headers["x-oauth-scopes"].map { text in
            Set(text.split(separator: ",").map { String($0.filter { $0 != " " }) })
        }
        // Access tokens have the scopes in the first form, API tokens in the second; an admin may do all of a writer.
        let writers: Set = ["repository:write", "repository:admin", "write:repository:bitbucket", "admin:repository:bitbucket"]
        return TokenRights(read: true, push: scopes.map { !$0.isDisjoint(with: writers) }, manageHooks: try await mayManageHooks())
    }

    private func settings(of hook: WantedHook) -> [String: JSONValue] {
        [
            "description": "Bunsen", "url": .text(hook.url), "active": true, "secret": .text(hook.secret.reveal()),
            "events": .list(["repo:push"]), "skip_cert_verification": .flag(!hook.verifiesTLS),
        ]
    }
}

private struct Hook: KeptHook {
    var uuid: String
    var url: String
    var active: Bool
    var events: [String]
    var skipCertVerification: Bool?

    var shown: ForgeHook {
        ForgeHook(id: uuid, url: url, events: events, isActive: active, verifiesTLS: skipCertVerification.map { !$0 })
    }
}
