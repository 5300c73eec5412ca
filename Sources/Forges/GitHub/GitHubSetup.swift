import RunModel

/// https://docs.github.com/en/rest/repos/webhooks
struct GitHubSetup: ForgeSetup {
    let forge: ForgeConnection

    init(_ connection: ForgeConnection) { forge = connection }

    private var repository: [String] { ["repos"] + forge.pathPieces }

    private var collection: HookCollection<Hook> { HookCollection(forge: forge, path: repository + ["hooks"], updateMethod: .patch) }

    func hooks() async throws -> [ForgeHook] { try await collection.all(pageSize: (name: "per_page", value: "100")) }

    func create(_ hook: WantedHook) async throws -> ForgeHook {
        var body = settings(of: hook)
        // The only name that a webhook may have.
        body["name"] = "web"
        return try await collection.create(body)
    }

    func update(_ id: String, to hook: WantedHook) async throws -> ForgeHook { try await collection.update(id, to: settings(of: hook)) }

    func delete(_ id: String) async throws { try await collection.delete(id) }

    func send(_ delivery: TestDelivery, to id: String) async throws -> Bool {
        try await collection.test(id, [delivery == .ping ? "pings" : "tests"])
        return true
    }

    func rights() async throws -> TokenRights { try await ownerRights(in: repository, forge) }

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

private struct Hook: KeptHook {
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
