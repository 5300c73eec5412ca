package import RunModel

/// A forge of a test: a real HTTP server on loopback, as strict as the true one, with one repository.
///
/// What a test arranges beforehand goes into `arrange`; everything can be looked at afterwards. Written by each forge's own
/// documentation, so that a client cannot agree with it by chance.
package protocol FakeForge: Sendable {
    static var routes: [ForgeRoute] { get }
    /// Where the API begins, below the server's root.
    static var root: String { get }
    /// What the forge says before any route is looked at: who is nobody, who may not, what is not sent as it should be.
    static func refusal(_ call: ForgeCall, _ state: ForgeState) -> ForgeReply?
    static func notFound(_ call: ForgeCall) -> ForgeReply

    var server: ForgeServer { get }
    init(server: ForgeServer)
}

extension FakeForge {
    /// The token that may read and write, and the one that may do all.
    package static var writeToken: String { "write-token-of-the-fake" }
    package static var adminToken: String { "admin-token-of-the-fake" }
    package static var readToken: String { "read-token-of-the-fake" }

    /// Serves one forge while `body` runs.
    package static func serving<T: Sendable>(
        _ repository: String = "acme/pipeline", arrange: (inout ForgeState) -> Void = { _ in },
        _ body: @escaping @Sendable (Self) async throws -> T
    ) async throws -> T {
        var state = ForgeState(repository: repository)
        state.tokens = [readToken: .read, writeToken: .write, adminToken: .admin]
        arrange(&state)
        let server = ForgeServer(state, answer: answer)
        let fake = Self(server: server)
        return try await server.serving { try await body(fake) }
    }

    @Sendable private static func answer(_ call: ForgeCall, _ state: inout ForgeState) -> ForgeReply {
        guard call.path.hasPrefix("\(root)/") else { return notFound(call) }
        if let refusal = refusal(call, state) { return refusal }
        for route in routes {
            if let call = call.matching(route.pattern) { return route.answer(call, &state) }
        }
        return notFound(call)
    }

    /// `http://127.0.0.1:PORT`
    package var origin: String { server.withState { $0.origin } }
    /// The address of the API, as a user writes it into the settings.
    package var api: String { origin + Self.root }
    /// `127.0.0.1:PORT`
    package var host: String { String(origin.dropFirst("http://".count)) }

    package var calls: [ForgeCall] { server.withState { $0.calls } }
    /// The statuses of the answers to ``calls``; 0 where the connection was closed instead.
    package var answers: [Int] { server.withState { $0.answers } }
    package var hooks: [FakeHook] { server.withState { $0.hooks } }
    /// What came of the deliveries that the forge has sent.
    package var delivered: [ForgeDelivery.Outcome] { server.withState { $0.delivered } }

    /// What a commit was given, in order.
    package func statuses(of sha: CommitSHA) -> [FakeStatus] {
        server.withState { $0.statuses.filter { $0.sha == sha.text } }
    }

    package func comments(on place: FakeComment.Place) -> [FakeComment] {
        server.withState { $0.comments.filter { $0.place == place && !$0.isSystem } }
    }

    package var comments: [FakeComment] { server.withState { $0.comments.filter { !$0.isSystem } } }

    /// A commit, with the branches whose head it is.
    package func add(_ sha: CommitSHA, branches: String...) {
        server.withState { state in
            state.commits.insert(sha.text)
            for branch in branches { state.branches[branch] = sha.text }
        }
    }

    /// A pull request; `from` is the fork's name where it comes from one.
    @discardableResult
    package func addPull(
        of branch: String, at sha: CommitSHA, from fork: String? = nil, isOpen: Bool = true
    ) -> Int {
        server.withState { state in
            let pull = FakePull(
                number: state.pulls.count + 1, branch: branch, sha: sha.text,
                from: fork ?? state.repository, isOpen: isOpen)
            state.pulls.append(pull)
            return pull.number
        }
    }

    /// A comment that somebody has written.
    @discardableResult
    package func addComment(_ body: String, on place: FakeComment.Place) -> Int {
        server.withState { $0.addComment(place, body).id }
    }

    /// The next `times` calls with this method and this text in their path fail.
    package func fail(
        _ failure: ForgeFailure, times: Int = 1, method: String? = nil, path: String = ""
    ) {
        server.withState { state in
            state.plan.add(
                FailurePlan.Entry(failure: failure, left: times) { call in
                    (method == nil || call.method == method) && (path.isEmpty || call.path.contains(path))
                })
        }
    }
}
