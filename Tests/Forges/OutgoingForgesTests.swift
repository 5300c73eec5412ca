import Forges
import RunModel
import TestKit
import Testing

@Suite("Writing to every forge")
struct OutgoingForgesTests {
    private static func serving<F: FakeForge>(
        _ type: F.Type, _ kind: ForgeKind, repository: String = "acme/pipeline",
        _ body: @escaping @Sendable (F, HostedForge) async throws -> Void
    ) async throws {
        try await F.serving(repository) { fake in
            try await Outgoing.withClient { client in
                let credential = try #require(ForgeCredential(kind: kind, token: Secret(F.writeToken)))
                fake.add(try #require(Outgoing.sha), branches: "feature/x")
                let forge = HostedForge(
                    kind: kind, api: fake.api, host: "forge.example", path: repository,
                    credential: credential, http: OutgoingClock().http(client))
                try await body(fake, forge)
            }
        }
    }

    private static let states: [CommitStatus.State] = [.pending, .running, .running, .success, .failure, .stopped]

    private static func statuses<F: FakeForge>(_ type: F.Type, _ kind: ForgeKind, _ words: [String]) async throws {
        try await serving(type, kind) { fake, forge in
            let sha = try #require(Outgoing.sha)
            for state in states {
                let status = CommitStatus(
                    state: state, description: String(repeating: "é\n", count: 400), link: nil, run: Outgoing.run)
                try await forge.show(status, on: sha, branch: Outgoing.branch)
            }
            let shown = fake.statuses(of: sha)
            #expect(shown.map(\.state) == words)
            #expect(shown.allSatisfy { ($0.description?.unicodeScalars.count ?? 0) <= 255 })
        }
    }

    @Test("each state is said in the forge's own words")
    func states() async throws {
        let github = ["pending", "pending", "pending", "success", "failure", "error"]
        try await Self.statuses(FakeGitHub.self, .github, github)
        try await Self.statuses(FakeGitea.self, .gitea, github)
        let bitbucket = ["INPROGRESS", "INPROGRESS", "INPROGRESS", "SUCCESSFUL", "FAILED", "STOPPED"]
        try await Self.statuses(FakeBitbucket.self, .bitbucket, bitbucket)
        // From running to running is refused, and no error.
        try await Self.statuses(FakeGitLab.self, .gitlab, ["pending", "running", "success", "failed", "canceled"])
    }

    @Test("Bitbucket gets the commit's own page where the service has none, and the run as the key")
    func bitbucketStatus() async throws {
        try await Self.serving(FakeBitbucket.self, .bitbucket) { fake, forge in
            let sha = try #require(Outgoing.sha)
            let status = CommitStatus(state: .running, description: "stage 1 of 2", link: nil, run: Outgoing.run)
            try await forge.show(status, on: sha, branch: Outgoing.branch)
            let shown = try #require(fake.statuses(of: sha).last)
            #expect(shown.link == "https://forge.example/acme/pipeline/commits/\(sha)")
            #expect(shown.context == Outgoing.run?.text)
            #expect(shown.ref == "feature/x")
        }
    }

    private static func report<F: FakeForge>(_ type: F.Type, _ kind: ForgeKind, onRequest: Bool, marker: String) async throws {
        try await serving(type, kind) { fake, forge in
            let sha = try #require(Outgoing.sha)
            var place = ForgePlace.commit(sha)
            var fakePlace = FakeComment.Place.commit(sha.text)
            if onRequest {
                fake.addPull(of: "feature/x", at: sha, from: "stranger/pipeline")
                let number = fake.addPull(of: "feature/x", at: sha)
                fake.addPull(of: "feature", at: sha)
                (place, fakePlace) = (.request(number), .pull(number))
            }
            // More than a page of other people's.
            for number in 0..<130 { fake.addComment("comment \(number)", on: fakePlace) }
            for (text, placement) in [("one", HostedForge.Placement.added(place)), ("two", .edited(place)), ("three", .edited(place))] {
                let found = try await forge.put(
                    report: { _ in text }, mark: try #require(Outgoing.run).text, on: sha, branches: [try #require(Outgoing.branch)])
                #expect(found == placement, "\(kind)")
            }
            let ours = fake.comments.filter { !$0.body.hasPrefix("comment") }
            #expect(ours.map(\.body) == ["three\n\n\(marker)"])
            #expect(ours.map(\.place) == [fakePlace])
            #expect(ours.map(\.edits) == [2])
            #expect(!fake.answers.contains { $0 >= 400 })
        }
    }

    private static let html = "<!-- bunsen:r-20260102T030405-k3v7x2ma -->"
    private static let reference = "[//]: # (bunsen:r-20260102T030405-k3v7x2ma)"

    @Test("a report is one comment on the branch's own request, however often it is put there and however many others there are")
    func onRequests() async throws {
        try await Self.report(FakeGitHub.self, .github, onRequest: true, marker: Self.html)
        try await Self.report(FakeGitLab.self, .gitlab, onRequest: true, marker: Self.html)
        try await Self.report(FakeBitbucket.self, .bitbucket, onRequest: true, marker: Self.reference)
        try await Self.report(FakeGitea.self, .forgejo, onRequest: true, marker: Self.html)
    }

    @Test("without a request it is one comment on the commit")
    func onCommits() async throws {
        try await Self.report(FakeGitHub.self, .github, onRequest: false, marker: Self.html)
        try await Self.report(FakeGitLab.self, .gitlab, onRequest: false, marker: Self.html)
        try await Self.report(FakeBitbucket.self, .bitbucket, onRequest: false, marker: Self.reference)
    }

    @Test("Gitea has no comments on commits, and nothing is an error")
    func nowhere() async throws {
        try await Self.serving(FakeGitea.self, .gitea) { fake, forge in
            let placement = try await forge.put(
                report: { _ in "one" }, mark: try #require(Outgoing.run).text, on: try #require(Outgoing.sha),
                branches: [try #require(Outgoing.branch)])
            guard case .nowhere(let reason) = placement else {
                Issue.record("it went to \(placement)")
                return
            }
            #expect(reason.contains("no request is open"))
            #expect(fake.comments == [])
        }
    }

    @Test("a project in subgroups is one piece of GitLab's paths")
    func subgroups() async throws {
        try await Self.serving(FakeGitLab.self, .gitlab, repository: "acme/data/pipeline") { fake, forge in
            let sha = try #require(Outgoing.sha)
            try await forge.show(CommitStatus(state: .success, description: "done", link: nil), on: sha, branch: nil)
            #expect(fake.calls.last?.path == "/api/v4/projects/acme%2Fdata%2Fpipeline/statuses/\(sha)")
        }
    }
}
