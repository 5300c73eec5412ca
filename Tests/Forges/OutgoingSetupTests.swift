import Forges
import RunModel
import TestKit
import Testing

@Suite("Setting a forge up")
struct OutgoingSetupTests {
    /// Nobody listens there: what is delivered is for others to test.
    private static let url = "http://127.0.0.1:1/hooks"

    private static func withSetup<F: FakeForge>(
        _ type: F.Type, _ kind: ForgeKind, token: String, _ body: @escaping @Sendable (F, any ForgeSetup) async throws -> Void
    ) async throws {
        try await F.serving { fake in
            try await Outgoing.withClient { client in
                let credential = try #require(ForgeCredential(kind: kind, token: Secret(token)))
                let base = kind == .bitbucket ? fake.origin : fake.api
                let forge = HostedForge(
                    kind: kind, api: base, host: fake.host, path: "acme/pipeline", credential: credential,
                    http: OutgoingClock().http(client))
                try await body(fake, try #require(forge.setup))
            }
        }
    }

    /// The same on every forge.
    private static func lifeOfAHook<F: FakeForge>(
        _ type: F.Type, _ kind: ForgeKind, event: String, saysTLS: Bool, sends: [TestDelivery]
    ) async throws {
        try await withSetup(type, kind, token: F.adminToken) { fake, setup in
            #expect(try await setup.hooks() == [])
            let made = try await setup.create(WantedHook(url: url, secret: Secret("first")))
            #expect(made.url == url)
            #expect(made.events == [event])
            #expect(made.isActive)
            #expect(made.verifiesTLS != false)
            #expect(fake.hooks.map(\.secret) == ["first"])
            #expect(try await setup.hooks() == [made])

            let changed = try await setup.update(
                made.id, to: WantedHook(url: "\(url)/2", secret: Secret("second"), verifiesTLS: false))
            #expect(changed.id == made.id)
            #expect(changed.url == "\(url)/2")
            if saysTLS { #expect(changed.verifiesTLS == false) }
            #expect(fake.hooks.map(\.secret) == ["second"])

            let before = fake.delivered.count
            var sent = 0
            for delivery in TestDelivery.allCases {
                let isSent = try await setup.send(delivery, to: made.id)
                #expect(isSent == sends.contains(delivery))
                sent += isSent ? 1 : 0
            }
            #expect(fake.delivered.count == before + sent)

            try await setup.delete(made.id)
            #expect(fake.hooks == [])
            await #expect(throws: ForgeError.self) { try await setup.delete(made.id) }
        }
    }

    @Test("a GitHub hook is made, changed, tested and deleted")
    func github() async throws {
        try await Self.lifeOfAHook(FakeGitHub.self, .github, event: "push", saysTLS: true, sends: [.ping, .push])
    }

    @Test("a GitLab hook is made, changed, tested and deleted")
    func gitlab() async throws {
        try await Self.lifeOfAHook(FakeGitLab.self, .gitlab, event: "push_events", saysTLS: true, sends: [.push])
    }

    @Test("a Bitbucket hook is made, changed and deleted")
    func bitbucket() async throws {
        try await Self.lifeOfAHook(FakeBitbucket.self, .bitbucket, event: "repo:push", saysTLS: false, sends: [])
    }

    @Test("a hook of Gitea or Forgejo is made, changed, tested and deleted", arguments: [ForgeKind.gitea, .forgejo])
    func gitea(_ kind: ForgeKind) async throws {
        try await Self.lifeOfAHook(FakeGitea.self, kind, event: "push", saysTLS: false, sends: [.push])
    }

    private static func rights<F: FakeForge>(_ type: F.Type, _ kind: ForgeKind) async throws {
        for (token, rights) in [
            (F.readToken, TokenRights(read: true, push: false, manageHooks: false)),
            (F.writeToken, TokenRights(read: true, push: true, manageHooks: false)),
            (F.adminToken, TokenRights(read: true, push: true, manageHooks: true)),
        ] {
            try await withSetup(type, kind, token: token) { _, setup in
                let found = try await setup.rights()
                #expect(found == rights, "\(kind)")
            }
        }
        try await withSetup(type, kind, token: "stranger") { _, setup in
            let error = await #expect(throws: ForgeError.self) { try await setup.rights() }
            #expect(error?.code == .unauthorized)
        }
    }

    @Test("what a token may do is told before it is needed")
    func allRights() async throws {
        try await Self.rights(FakeGitHub.self, .github)
        try await Self.rights(FakeGitLab.self, .gitlab)
        try await Self.rights(FakeBitbucket.self, .bitbucket)
        try await Self.rights(FakeGitea.self, .gitea)
    }

    @Test("all pages of hooks are read")
    func pages() async throws {
        try await Self.withSetup(FakeGitea.self, .gitea, token: FakeGitea.adminToken) { _, setup in
            for number in 0..<53 { _ = try await setup.create(WantedHook(url: "\(Self.url)/\(number)", secret: Secret("s"))) }
            #expect(Set(try await setup.hooks().map(\.url)).count == 53)
        }
    }
}
