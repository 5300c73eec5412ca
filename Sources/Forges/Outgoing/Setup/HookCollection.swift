/// A repository's webhooks: a list, and below it each hook under its id. All forges have these calls, with their own words in them.
///
/// All calls throw ``ForgeError`` and `CancellationError`.
struct HookCollection<Hook: KeptHook>: Sendable {
    let forge: ForgeConnection
    /// Of the list.
    let path: [String]
    let updateMethod: ForgeRequest.Method

    static var listing: String { "list the webhooks" }

    /// All hooks of a list whose next page stands in the `Link` header.
    func all(pageSize: (name: String, value: String)) async throws -> [ForgeHook] {
        try await forge.all(path, query: [pageSize], to: Self.listing) { (hook: Hook) in hook.shown }
    }

    func create(_ settings: [String: JSONValue]) async throws -> ForgeHook {
        try await forge.answer(Hook.self, .post, path, body: settings, to: "create a webhook").shown
    }

    func update(_ id: String, to settings: [String: JSONValue]) async throws -> ForgeHook {
        try await forge.answer(Hook.self, updateMethod, path + [id], body: settings, to: "change the webhook \(id)").shown
    }

    func delete(_ id: String) async throws {
        try await forge.send(.delete, path + [id], to: "delete the webhook \(id)")
    }

    /// - Parameter words: the forge's own for the delivery, below the hook's path.
    func test(_ id: String, _ words: [String]) async throws {
        try await forge.send(.post, path + [id] + words, isRepeatable: true, to: "have a test sent to the webhook \(id)")
    }
}

/// A webhook in the form that a forge's API documents.
protocol KeptHook: Decodable {
    var shown: ForgeHook { get }
}
