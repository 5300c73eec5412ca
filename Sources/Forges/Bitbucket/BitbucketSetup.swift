import RunModel

/// https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories/, webhooks.
struct BitbucketSetup: ForgeSetup {
    let forge: ForgeConnection

    init(_ connection: ForgeConnection) { forge = connection }

    private var repository: [String] { ["2.0", "repositories"] + forge.pathPieces }

    func hooks() async throws -> [ForgeHook] {
        let purpose = "list the webhooks"
        return try await forge.all { page in
            let query = [(name: "pagelen", value: "100")]
            let response = try await forge.send(.get, repository + ["hooks"], query: query, page: page, to: purpose)
            let list = try forge.read(BitbucketPage<Hook>.self, response, to: purpose)
            return ForgePage(items: list.values.map(\.shown), next: list.next.flatMap(LinkHeader.query))
        }
    }

    func create(_ hook: WantedHook) async throws -> ForgeHook {
        let purpose = "create a webhook"
        let response = try await forge.send(.post, repository + ["hooks"], body: settings(of: hook), to: purpose)
        return try forge.read(Hook.self, response, to: purpose).shown
    }

    func update(_ id: String, to hook: WantedHook) async throws -> ForgeHook {
        let purpose = "change the webhook \(id)"
        let response = try await forge.send(.put, repository + ["hooks", id], body: settings(of: hook), to: purpose)
        return try forge.read(Hook.self, response, to: purpose).shown
    }

    func delete(_ id: String) async throws {
        try await forge.send(.delete, repository + ["hooks", id], to: "delete the webhook \(id)")
    }

    /// Bitbucket has no such call.
    func send(_ delivery: TestDelivery, to id: String) async throws -> Bool { false }

    func rights() async throws -> TokenRights {
        var scopes: Set<String>?
        let isReadable = try await Self.isAllowed {
            let response = try await forge.send(.get, repository, to: "look at the repository")
            scopes = response.headers["x-oauth-scopes"].map { text in
                Set(text.split(separator: ",").map { String($0.filter { $0 != " " }) })
            }
        }
        guard isReadable else { return .none }
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

private struct Hook: Decodable {
    var uuid: String
    var url: String
    var active: Bool
    var events: [String]
    var skipCertVerification: Bool?

    var shown: ForgeHook {
        ForgeHook(id: uuid, url: url, events: events, isActive: active, verifiesTLS: skipCertVerification.map { !$0 })
    }
}
