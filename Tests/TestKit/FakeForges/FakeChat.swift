import Synchronization

/// Whoever takes messages over HTTP: a chat's incoming webhook, or a program. Records every call.
package struct FakeChat: Sendable {
    package let server: ForgeServer
    package var url: String { server.withState { $0.origin } + "/hooks/secret-of-the-chat" }
    package var calls: [ForgeCall] { server.withState { $0.calls } }

    /// Serves while `body` runs.
    ///
    /// - Parameter statuses: of the first answers; then it is 200.
    package static func serving<T: Sendable>(
        statuses: [Int] = [], _ body: @escaping @Sendable (FakeChat) async throws -> T
    ) async throws -> T {
        let left = Mutex(statuses)
        let server = ForgeServer(ForgeState(repository: "none/none")) { call, _ in
            guard call.method == "POST" else { return ForgeReply(405, nil) }
            let status = left.withLock { $0.isEmpty ? 200 : $0.removeFirst() }
            return ForgeReply(status, nil)
        }
        return try await server.serving { try await body(FakeChat(server: server)) }
    }
}
