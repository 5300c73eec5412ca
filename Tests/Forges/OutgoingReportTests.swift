import Forges
import RunModel
import TestKit
import Testing

@Suite("A run's one comment")
struct OutgoingReportTests {
    private static let marker = "<!-- bunsen:r-20260102T030405-k3v7x2ma -->"

    private static func put(_ forge: HostedForge, _ text: String) async throws -> HostedForge.Placement {
        try await forge.put(
            report: { _ in text }, mark: try #require(Outgoing.run).text, on: try #require(Outgoing.sha),
            branches: [try #require(Outgoing.branch)])
    }

    @Test("a request that is opened later does not get a second report")
    func openedLater() async throws {
        try await Outgoing.onGitHub { fake, forge, _ in
            let sha = try #require(Outgoing.sha)
            #expect(try await Self.put(forge, "one") == .added(.commit(sha)))
            fake.addPull(of: "feature/x", at: sha)
            #expect(try await Self.put(forge, "two") == .edited(.commit(sha)))
            #expect(fake.comments.map(\.body) == ["two\n\n\(Self.marker)"])
        }
    }

    @Test("the newest request of the branch itself is taken, never a fork's or a closed one")
    func ownRequest() async throws {
        try await Outgoing.onGitHub { fake, forge, _ in
            let sha = try #require(Outgoing.sha)
            fake.addPull(of: "feature/x", at: sha)
            let own = fake.addPull(of: "feature/x", at: sha)
            fake.addPull(of: "feature/x", at: sha, from: "acme/fork")
            fake.addPull(of: "feature/x", at: sha, isOpen: false)
            #expect(try await Self.put(forge, "one") == .added(.request(own)))
        }
    }

    @Test(
        "a comment that was made although the answer was lost is not made twice",
        arguments: [ForgeFailure.cutAfter, .cutBefore, .status(502)])
    func ambiguous(_ failure: ForgeFailure) async throws {
        try await Outgoing.onGitHub { fake, forge, clock in
            let sha = try #require(Outgoing.sha)
            fake.fail(failure, method: "POST", path: "/comments")
            #expect(try await Self.put(forge, "one") == .added(.commit(sha)))
            #expect(fake.comments.map(\.body) == ["one\n\n\(Self.marker)"])
            #expect(clock.waits == [0.25])
        }
    }

    @Test("an error that comes again and again reaches the caller, who may try later without a second comment")
    func givenUp() async throws {
        try await Outgoing.onGitHub { fake, forge, _ in
            fake.fail(.status(502), times: 3, method: "POST", path: "/comments")
            await #expect(throws: ForgeError.self) { try await Self.put(forge, "one") }
            _ = try await Self.put(forge, "one")
            #expect(fake.comments.count == 1)
        }
    }

    @Test("the same text is not written again")
    func unchanged() async throws {
        try await Outgoing.onGitHub { fake, forge, _ in
            let sha = try #require(Outgoing.sha)
            _ = try await Self.put(forge, "one")
            #expect(try await Self.put(forge, "one") == .edited(.commit(sha)))
            #expect(fake.calls.filter { $0.method == "PATCH" }.isEmpty)
        }
    }

    @Test("a marker that somebody has copied and that may not be edited does not take the report's place")
    func copied() async throws {
        try await Outgoing.onGitHub { fake, forge, _ in
            let sha = try #require(Outgoing.sha)
            fake.addComment("mine\n\n\(Self.marker)", on: .commit(sha.text))
            fake.fail(.status(403), times: 1, method: "PATCH")
            #expect(try await Self.put(forge, "one") == .added(.commit(sha)))
            #expect(fake.comments.map(\.body) == ["mine\n\n\(Self.marker)", "one\n\n\(Self.marker)"])
        }
    }

    @Test("the text gets the forge's limit less the marker, and the whole fits")
    func limit() async throws {
        try await Outgoing.onGitHub { fake, forge, _ in
            _ = try await forge.put(
                report: { String(repeating: "x", count: $0) }, mark: try #require(Outgoing.run).text, on: try #require(Outgoing.sha),
                branches: []
            )
            #expect(fake.comments.map(\.body.utf16.count) == [65_536])
        }
    }

    @Test("a refusal is one comment a commit")
    func refusal() async throws {
        try await Outgoing.onGitHub { fake, forge, _ in
            let sha = try #require(Outgoing.sha)
            for text in ["one", "two"] { _ = try await forge.put(refusal: { _ in text }, on: sha, branches: []) }
            #expect(fake.comments.map(\.body) == ["two\n\n<!-- bunsen:\(sha) -->"])
        }
    }

    @Test("a token without the permission gives an error that says so, and does not show the token")
    func forbidden() async throws {
        try await Outgoing.onGitHub(token: FakeGitHub.readToken) { fake, forge, _ in
            let error = await #expect(throws: ForgeError.self) { try await Self.put(forge, "one") }
            #expect(error?.code == .forbidden)
            #expect(error.map { "\($0)".contains(FakeGitHub.readToken) } == false)
            #expect(error?.remedy.contains("permission to add a comment") == true)
        }
    }

    @Test("nothing is written to Bitbucket Data Center")
    func dataCenter() async throws {
        try await Outgoing.withClient { client in
            let forge = HostedForge(
                kind: .bitbucketDC, api: nil, host: "bitbucket.example", path: "A/b", credential: .bearer(Secret("t")),
                http: OutgoingClock().http(client))
            guard case .nowhere = try await Self.put(forge, "one") else {
                Issue.record("it went somewhere")
                return
            }
        }
    }
}
