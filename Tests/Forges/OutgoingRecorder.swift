import AsyncHTTPClient
import FoundationEssentials
import Forges
import RunModel
import Synchronization
import TestKit

/// What a test lets the outgoing calls see of time: nothing passes by itself, and every wait is written down.
final class OutgoingClock: Sendable {
    static let start = Date(timeIntervalSince1970: 1_767_323_045)
    private let waited = Mutex<[Double]>([])

    var waits: [Double] { waited.withLock { $0 } }
    func sleep(_ seconds: Double) { waited.withLock { $0.append(seconds) } }

    func http(_ client: HTTPClient, policy: RetryPolicy = RetryPolicy(), deadline: Double = 20) -> ForgeHTTP {
        ForgeHTTP(
            client: client, policy: policy, deadline: deadline, now: { Self.start }, sleep: { self.sleep($0) }, random: { 0 })
    }
}

enum Outgoing {
    static let sha = CommitSHA(String(repeating: "a1", count: 20))
    static let run = RunID("r-20260102T030405-k3v7x2ma")
    static let branch = BranchName("feature/x")

    /// A client that is shut down at the end.
    static func withClient<T: Sendable>(_ body: (HTTPClient) async throws -> T) async throws -> T {
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: ForgeHTTP.configuration)
        do {
            let result = try await body(client)
            try await client.shutdown()
            return result
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    /// GitHub with one commit on `feature/x`, and what writes to it.
    static func onGitHub(
        policy: RetryPolicy = RetryPolicy(), deadline: Double = 20, token: String = FakeGitHub.writeToken,
        _ body: @escaping @Sendable (FakeGitHub, HostedForge, OutgoingClock) async throws -> Void
    ) async throws {
        try await FakeGitHub.serving { fake in
            try await withClient { client in
                let clock = OutgoingClock()
                guard let sha, let branch else { return }
                fake.add(sha, branches: branch.text)
                let forge = HostedForge(
                    kind: .github, api: fake.api, host: "github.com", path: "acme/pipeline", credential: .bearer(Secret(token)),
                    http: clock.http(client, policy: policy, deadline: deadline))
                try await body(fake, forge, clock)
            }
        }
    }
}
