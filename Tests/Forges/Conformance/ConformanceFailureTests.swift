import Forges
import Foundation
import RunModel
import TestKit
import Testing

@Suite("Every forge may fail", .timeLimit(.minutes(20)))
struct ConformanceFailureTests {
    @Test(
        "a comment whose answer is lost is not made twice", arguments: ConformanceSubject.allCases,
        [ForgeFailure.cutAfter, .cutBefore, .stall])
    func lostAnswer(_ subject: ConformanceSubject, _ failure: ForgeFailure) async throws {
        try await subject.serving { house in
            let own = house.openRequest()
            house.fake.fail(failure, method: "POST")
            let forge = try house.forge(deadline: failure == .stall ? 10 : 60)
            _ = try await house.report("one", by: forge)
            #expect(house.written(on: own).count == 1)
            #expect(house.fake.comments.count == 1)
            let posts = house.fake.calls.filter { $0.method == "POST" }.count
            #expect(posts == (failure == .cutBefore ? 2 : 1))
        }
    }

    @Test("a comment on a commit whose answer is lost is not made twice", arguments: ConformanceSubject.commenting)
    func lostAnswerOnCommit(_ subject: ConformanceSubject) async throws {
        try await subject.serving { house in
            house.fake.fail(.cutAfter, method: "POST")
            try await house.report("one")
            #expect(house.onCommit.count == 1)
        }
    }

    @Test("a lost answer to an edit leaves one comment with the new text", arguments: ConformanceSubject.allCases)
    func lostEdit(_ subject: ConformanceSubject) async throws {
        try await subject.serving { house in
            let own = house.openRequest()
            try await house.report("one")
            for method in ["PUT", "PATCH"] { house.fake.fail(.cutAfter, method: method) }
            try await house.report("two")
            #expect(house.written(on: own).map { $0.body.hasPrefix("two\n") } == [true])
        }
    }

    @Test("a status whose answer is lost is set all the same", arguments: ConformanceSubject.allCases)
    func lostStatus(_ subject: ConformanceSubject) async throws {
        try await subject.serving { house in
            house.fake.fail(.cutAfter)
            try await house.show(.running)
            #expect(house.words.last == subject.word(.running))
        }
    }

    @Test("who is asked to wait waits for exactly that long", arguments: ConformanceSubject.allCases)
    func retryAfter(_ subject: ConformanceSubject) async throws {
        try await subject.serving { house in
            let own = house.openRequest()
            house.fake.fail(.tooMany(retryAfter: 7))
            try await house.show(.running)
            house.fake.fail(.tooMany(retryAfter: 11), method: "POST")
            try await house.report("one")
            #expect(house.clock.waits == [7, 11])
            #expect(house.words == [subject.word(.running)])
            #expect(house.written(on: own).count == 1)
        }
    }

    @Test("GitHub's two other limits are waited for")
    func limits() async throws {
        try await ConformanceSubject.github.serving { house in
            house.fake.fail(.secondaryLimit(retryAfter: 13))
            house.fake.fail(.primaryLimit(resetAt: Int(OutgoingClock.start.timeIntervalSince1970) + 17))
            try await house.show(.running)
            #expect(house.clock.waits == [13, 17])
            #expect(house.words == ["pending"])
        }
    }

    @Test("more patience than there is goes to the caller with the time", arguments: ConformanceSubject.allCases)
    func tooLong(_ subject: ConformanceSubject) async throws {
        try await subject.serving { house in
            house.fake.fail(.tooMany(retryAfter: 3600))
            let error = try #require(await #expect(throws: ForgeError.self) { try await house.show(.running) })
            #expect(error.isTransient && error.retryAfter == 3600)
            #expect(house.clock.waits == [] && house.words == [])
        }
    }

    @Test("an error of the server twice, then success, is a success", arguments: ConformanceSubject.allCases, [500, 502, 503])
    func serverErrors(_ subject: ConformanceSubject, _ status: Int) async throws {
        try await subject.serving { house in
            let own = house.openRequest()
            house.fake.fail(.status(status), times: 2)
            try await house.show(.running)
            #expect(house.words == [subject.word(.running)])
            house.fake.fail(.status(status), times: 2, method: "POST")
            try await house.report("one")
            #expect(house.written(on: own).count == 1)
            #expect(house.clock.waits.count == 4)
        }
    }

    @Test(
        "a server that says nothing, or half, is an error that passes", arguments: ConformanceSubject.allCases,
        [ForgeFailure.hang, .stall])
    func silence(_ subject: ConformanceSubject, _ failure: ForgeFailure) async throws {
        try await subject.serving { house in
            house.fake.fail(failure, times: 10)
            let forge = try house.forge(policy: .once, deadline: 1)
            let begun = ContinuousClock.now
            let error = try #require(
                await #expect(throws: ForgeError.self) {
                    try await forge.show(house.status(.running), on: house.sha, branch: house.branch)
                })
            #expect(error.isTransient)
            #expect(error.mayHaveHappened)
            // Far more than the deadline, for machines that are busy; far less than for ever.
            #expect(ContinuousClock.now - begun < .seconds(20))
            #expect(error.code.text == "unavailable")
        }
    }

    @Test("who is cancelled does not wait for the forge", arguments: ConformanceSubject.allCases)
    func cancelled(_ subject: ConformanceSubject) async throws {
        try await subject.serving { house in
            house.fake.fail(.hang, times: 10)
            let forge = try house.forge()
            let showing = Task { try await forge.show(house.status(.running), on: house.sha, branch: house.branch) }
            try await eventually("the forge is asked") { !house.fake.calls.isEmpty }
            showing.cancel()
            await #expect(throws: CancellationError.self) { try await showing.value }
            #expect(house.fake.calls.count == 1)
        }
    }
}
