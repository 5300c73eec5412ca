import Forges
import RunModel
import TestKit
import Testing

@Suite("Calling a forge again")
struct OutgoingRetryTests {
    private static let policy = RetryPolicy(tries: 3, firstDelay: 1, longestDelay: 3, longestWait: 60)

    private static func error(_ code: ForgeError.Code, unknown: Bool = false, after: Double? = nil) -> ForgeError {
        ForgeError(code, "Tried.", remedy: "Do.", mayHaveHappened: unknown, retryAfter: after)
    }

    @Test(
        "what passes by itself is tried again, and nothing else",
        arguments: [
            (.unauthorized, nil), (.forbidden, nil), (.notFound, nil), (.refused(status: 422), nil), (.malformed, nil),
            (.unavailable, 0.5), (.rateLimited(retryAfter: nil), 0.5), (.rateLimited(retryAfter: 7), 7), (.rateLimited(retryAfter: 60), 60),
            (.rateLimited(retryAfter: 61), nil),
        ] as [(ForgeError.Code, Double?)])
    func codes(_ code: ForgeError.Code, _ delay: Double?) {
        #expect(Self.policy.delay(after: Self.error(code), done: 1, repeatable: true, random: 0) == delay)
    }

    @Test(
        "the delay doubles up to its bound, is spread by half, and ends with the tries",
        arguments: [(1, 0, 0.5), (1, 1, 1.0), (2, 0, 1.0), (2, 1, 2.0), (3, 0, nil)] as [(Int, Double, Double?)])
    func backoff(_ done: Int, _ random: Double, _ delay: Double?) {
        #expect(Self.policy.delay(after: Self.error(.unavailable), done: done, repeatable: true, random: random) == delay)
        #expect(RetryPolicy(firstDelay: 1, longestDelay: 3).backoff(done: 40, random: 1) == 3)
    }

    @Test("what may have been made already is not made again, and what was refused is")
    func unrepeatable() {
        let unknown = Self.error(.unavailable, unknown: true)
        #expect(Self.policy.delay(after: unknown, done: 1, repeatable: false, random: 0) == nil)
        #expect(Self.policy.delay(after: unknown, done: 1, repeatable: true, random: 0) == 0.5)
        #expect(Self.policy.delay(after: Self.error(.rateLimited(retryAfter: 2)), done: 1, repeatable: false, random: 0) == 2)
        #expect(Self.policy.delay(after: Self.error(.unavailable, after: 9), done: 1, repeatable: true, random: 0) == 9)
    }

    @Test(
        "a forge's own word for when to come back is heeded",
        arguments: [
            (.tooMany(retryAfter: 5), [5]), (.secondaryLimit(retryAfter: 30), [30]), (.primaryLimit(resetAt: 1_767_323_045 + 12), [12]),
            (.status(503), [0.25]), (.cutBefore, [0.25]), (.cutAfter, [0.25]),
        ] as [(ForgeFailure, [Double])])
    func heeded(_ failure: ForgeFailure, _ waits: [Double]) async throws {
        try await Outgoing.onGitHub { fake, forge, clock in
            let sha = try #require(Outgoing.sha)
            fake.fail(failure)
            try await forge.show(CommitStatus(state: .success, description: "done", link: nil), on: sha, branch: nil)
            #expect(clock.waits == waits)
            #expect(fake.statuses(of: sha).last?.state == "success")
        }
    }

    @Test("a forge that wants more patience than there is gets it from the caller")
    func handedOn() async throws {
        try await Outgoing.onGitHub { fake, forge, clock in
            let sha = try #require(Outgoing.sha)
            fake.fail(.primaryLimit(resetAt: 1_767_323_045 + 3000))
            let error = await #expect(throws: ForgeError.self) {
                try await forge.show(CommitStatus(state: .success, description: "done", link: nil), on: sha, branch: nil)
            }
            #expect(error?.code == .rateLimited(retryAfter: 3000))
            #expect(error?.retryAfter == 3000)
            #expect(error?.isTransient == true)
            #expect(clock.waits == [])
            #expect(fake.calls.count == 1)
        }
    }

    @Test("after three tries it is given up")
    func givenUp() async throws {
        try await Outgoing.onGitHub { fake, forge, clock in
            let sha = try #require(Outgoing.sha)
            fake.fail(.status(502), times: 9)
            let error = await #expect(throws: ForgeError.self) {
                try await forge.show(CommitStatus(state: .success, description: "done", link: nil), on: sha, branch: nil)
            }
            #expect(error?.code == .unavailable)
            #expect(fake.calls.count == 3)
            #expect(clock.waits == [0.25, 0.5])
        }
    }
}
