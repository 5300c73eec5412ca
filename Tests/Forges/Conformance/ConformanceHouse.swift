import AsyncHTTPClient
import Forges
import RunModel
import TestKit
import Testing

/// One forge under test, and the client that speaks to it.
struct ConformanceHouse: Sendable {
    let subject: ConformanceSubject
    let fake: any FakeForge
    let client: HTTPClient
    let clock = OutgoingClock()
    let sha: CommitSHA
    let branch: BranchName
    let run: RunID

    init(subject: ConformanceSubject, fake: any FakeForge, client: HTTPClient) throws {
        self.subject = subject
        self.fake = fake
        self.client = client
        sha = try #require(CommitSHA(String(repeating: "a1", count: 20)))
        branch = try #require(BranchName("feature/x"))
        run = try #require(RunID("r-20260102T030405-k3v7x2ma"))
    }

    static let token = "write-token-of-the-fake"

    /// - Parameter deadline: long, as machines that build are slow; a test that waits for it sets a short one.
    func forge(token: String = Self.token, policy: RetryPolicy = RetryPolicy(), deadline: Double = 60) throws -> HostedForge {
        let credential = try #require(ForgeCredential(kind: subject.kind, token: Secret(token), email: subject.email))
        // Bitbucket's version is a part of every path here, elsewhere one of the API's address.
        return HostedForge(
            kind: subject.kind, api: subject.kind == .bitbucket ? fake.origin : fake.api, host: fake.host, path: subject.repository,
            credential: credential, http: clock.http(client, policy: policy, deadline: deadline))
    }

    func status(_ state: CommitStatus.State, _ description: String = "stage 1 of 2") -> CommitStatus {
        CommitStatus(state: state, description: description, link: "https://bunsen.example.org/runs/\(run)", run: run)
    }

    /// Shows a status with one try or as many as the policy says.
    func show(_ state: CommitStatus.State, _ description: String = "stage 1 of 2") async throws {
        try await forge().show(status(state, description), on: sha, branch: branch)
    }

    @discardableResult
    func report(_ text: String, by forge: HostedForge? = nil, run other: RunID? = nil) async throws -> HostedForge.Placement {
        try await (forge ?? self.forge()).put(report: { _ in text }, mark: (other ?? run).text, on: sha, branches: [branch])
    }

    /// An open request of the branch itself.
    @discardableResult
    func openRequest() -> Int { fake.addPull(of: branch.text, at: sha) }

    var words: [String] { fake.statuses(of: sha).map(\.state) }
    func written(on number: Int) -> [FakeComment] { fake.comments(on: .pull(number)) }
    var onCommit: [FakeComment] { fake.comments(on: .commit(sha.text)) }
}
