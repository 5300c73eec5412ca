import RunModel

/// https://docs.github.com/en/rest/repos/webhooks
struct GitHubSetup: ForgeSetup {
    let forge: ForgeConnection

    init(_ connection: ForgeConnection) { forge = connection }

    private var repository: [String] { ["repos"] + forge.pathPieces }

    func hooks() async throws -> [ForgeHook] {
        try await forge.all { page in
            try await forge.page(repository + ["hooks"], query: [(name: "per_page", value: "100")], page: page, to: "list the webhooks") {
                (hook: Hook) in hook.shown
            }
        }
    }

    func create(_ hook: WantedHook) async throws -> ForgeHook {
        var body = settings(of: hook)
        // The only name that a webhook may have.
        body["name"] = "web"
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
        let word = delivery == .ping ? "pings" : "tests"
        try await forge.send(.post, repository + ["hooks", id, word], isRepeatable: true, to: "have a test sent to the webhook \(id)")
        return true
    }

    func rights() async throws -> TokenRights {
        var found: GitHubRepository?
        let purpose = "look at the repository"
        let isReadable = try await Self.isAllowed {
            found = try forge.read(GitHubRepository.self, try await forge.send(.get, repository, to: purpose), to: purpose)
        }
        guard isReadable else { return .none }
        // Of a fine-grained token this is what its owner may do; that the token itself may, only trying shows.
        return TokenRights(read: true, push: found?.permissions?.push, manageHooks: try await mayManageHooks())
    }

    /// `config` always whole: GitHub puts it in the place of the former one, the secret included.
    private func settings(of hook: WantedHook) -> [String: JSONValue] {
        [
            "active": true, "events": .list(["push"]),
            "config": .object([
                "url": .text(hook.url), "content_type": "json", "secret": .text(hook.secret.reveal()),
                "insecure_ssl": hook.verifiesTLS ? "0" : "1",
            ]),
        ]
    }
}

private struct GitHubRepository: Decodable {
    struct Permissions: Decodable { var push: Bool? }
    var permissions: Permissions?
}

private struct Hook: Decodable {
    struct Config: Decodable {
        var url: String?
        /// `"0"` or `"1"`; old hooks have the number.
        var insecureSsl: Flexible?
    }
    struct Flexible: Decodable {
        var text: String
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) { text = "\(number)" } else { text = try container.decode(String.self) }
        }
    }
    var id: Int
    var active: Bool
    var events: [String]
    var config: Config

    var shown: ForgeHook {
        ForgeHook(
            id: String(id), url: config.url ?? "", events: events, isActive: active, verifiesTLS: config.insecureSsl.map { $0.text == "0" })
    }
}
