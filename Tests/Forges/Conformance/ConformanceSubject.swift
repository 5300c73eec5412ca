import AsyncHTTPClient
import Forges
import RunModel
import TestKit
import Testing

/// Every forge that is written to takes every test of the conformance suites.
enum ConformanceSubject: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case github, gitlab, gitea, forgejo
    /// With an access token of the repository.
    case bitbucket
    /// With an API token of an account.
    case bitbucketAccount

    var testDescription: String { rawValue }

    /// Those whose commits can be commented on.
    static let commenting = allCases.filter { $0.kind != .gitea && $0.kind != .forgejo }

    var kind: ForgeKind {
        switch self {
        case .github: .github
        case .gitlab: .gitlab
        case .gitea: .gitea
        case .forgejo: .forgejo
        case .bitbucket, .bitbucketAccount: .bitbucket
        }
    }

    /// GitLab's lies in a subgroup, whose name goes through an address in one piece.
    var repository: String { self == .gitlab ? "acme/vision/pipeline" : "acme/pipeline" }
    var email: String? { self == .bitbucketAccount ? "ada@example.org" : nil }

    /// The forge's own words for how a run goes.
    func word(_ state: CommitStatus.State) -> String {
        let words: [CommitStatus.State: String] =
            switch kind {
            case .gitlab: [.pending: "pending", .running: "running", .success: "success", .failure: "failed", .stopped: "canceled"]
            case .bitbucket:
                [
                    .pending: "INPROGRESS", .running: "INPROGRESS", .success: "SUCCESSFUL", .failure: "FAILED", .stopped: "STOPPED",
                ]
            default: [.pending: "pending", .running: "pending", .success: "success", .failure: "failure", .stopped: "error"]
            }
        return words[state] ?? ""
    }

    /// How many characters a status' line may have; nil where nothing is documented.
    var statusLimit: Int? {
        switch kind {
        case .github: 140
        case .gitlab: 255
        default: nil
        }
    }

    /// How many characters a comment may have; nil where nothing is documented.
    var commentLimit: Int? {
        switch kind {
        case .github: 65_536
        case .gitlab: 1_000_000
        case .bitbucket: 32_768
        default: nil
        }
    }

    private var fake: any FakeForge.Type {
        switch kind {
        case .gitlab: FakeGitLab.self
        case .bitbucket: FakeBitbucket.self
        case .gitea, .forgejo: FakeGitea.self
        default: FakeGitHub.self
        }
    }

    /// The forge with one commit on `feature/x`, and what writes to it.
    func serving(
        arrange: @escaping @Sendable (inout ForgeState) -> Void = { _ in },
        _ body: @escaping @Sendable (ConformanceHouse) async throws -> Void
    ) async throws {
        try await serve(fake, arrange, body)
    }

    private func serve<F: FakeForge>(
        _ type: F.Type, _ arrange: @escaping @Sendable (inout ForgeState) -> Void,
        _ body: @escaping @Sendable (ConformanceHouse) async throws -> Void
    ) async throws {
        let email = email
        try await F.serving(
            repository,
            arrange: { state in
                state.email = email
                arrange(&state)
            },
            { fake in
                try await Outgoing.withClient { client in
                    let house = try ConformanceHouse(subject: self, fake: fake, client: client)
                    fake.add(house.sha, branches: house.branch.text)
                    try await body(house)
                }
            })
    }
}
