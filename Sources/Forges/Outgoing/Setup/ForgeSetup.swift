/// What `bunsen project add` does on a forge: webhooks, and whether the token is good for its work.
///
/// All calls throw ``ForgeError`` and `CancellationError`. A `create` whose end is unknown is not made again: look at `hooks`.
package protocol ForgeSetup: Sendable {
    func hooks() async throws -> [ForgeHook]
    func create(_ hook: WantedHook) async throws -> ForgeHook
    /// Makes an existing hook the wanted one, whatever it was for before.
    func update(_ id: String, to hook: WantedHook) async throws -> ForgeHook
    func delete(_ id: String) async throws

    /// Has the forge send something to the hook.
    ///
    /// - Returns: false where the forge has no such call: somebody has to push.
    func send(_ delivery: TestDelivery, to id: String) async throws -> Bool

    /// A token that the forge does not know throws `unauthorized`.
    func rights() async throws -> TokenRights
}

extension ForgeSetup {
    /// Whether the hooks can be looked at, which all forges allow only to who may change them.
    func mayManageHooks() async throws -> Bool { try await Self.ifAllowed { try await hooks() } != nil }

    /// Nil where the forge says no, or hides what is asked for.
    static func ifAllowed<T>(_ call: () async throws -> T) async throws -> T? {
        do {
            return try await call()
        } catch let error as ForgeError where error.code == .forbidden || error.code == .notFound {
            return nil
        }
    }
}
