import Forges
import RunModel
import TestKit
import Testing

@Suite("Every forge may refuse", .timeLimit(.minutes(20)))
struct ConformanceAccessTests {
    private static let wrong = "a-token-that-nobody-gave"

    @Test("a wrong token is unauthorized, not tried again, and not told", arguments: ConformanceSubject.allCases)
    func wrongToken(_ subject: ConformanceSubject) async throws {
        try await subject.serving { house in
            let forge = try house.forge(token: Self.wrong)
            let statusError = await #expect(throws: ForgeError.self) {
                try await forge.show(house.status(.running), on: house.sha, branch: house.branch)
            }
            let reportError = await #expect(throws: ForgeError.self) { try await house.report("one", by: forge) }
            for error in [try #require(statusError), try #require(reportError)] {
                #expect(error.code == .unauthorized && !error.isTransient)
                #expect(!"\(error) \(error.answer)".contains(Self.wrong))
                #expect(error.message.contains(subject.repository))
            }
            #expect(house.fake.calls.count == 2)
        }
    }

    @Test("a server that gives the whole request back does not bring the token into an error", arguments: ConformanceSubject.allCases)
    func echo(_ subject: ConformanceSubject) async throws {
        try await subject.serving { house in
            house.fake.fail(.echo, times: 3)
            let error = try #require(await #expect(throws: ForgeError.self) { try await house.show(.running) })
            let header = house.fake.calls.first?.headers["authorization"] ?? house.fake.calls.first?.headers["private-token"] ?? ""
            let sent = try #require(header.split(separator: " ").last)
            #expect(error.answer.contains("redacted"))
            for text in ["\(error)", error.answer, error.message, error.remedy] {
                #expect(!text.contains(ConformanceHouse.token) && !text.contains(sent))
            }
        }
    }

    @Test("a token that may only read is forbidden to write", arguments: ConformanceSubject.allCases)
    func readOnly(_ subject: ConformanceSubject) async throws {
        try await subject.serving { house in
            let forge = try house.forge(token: "read-token-of-the-fake")
            let error = try #require(
                await #expect(throws: ForgeError.self) {
                    try await forge.show(house.status(.running), on: house.sha, branch: house.branch)
                })
            #expect(error.code == .forbidden && !error.isTransient)
            #expect(house.fake.calls.count == 1 && house.words == [])
        }
    }

    @Test("a repository that the token may not see is an error that names it", arguments: ConformanceSubject.allCases)
    func unseen(_ subject: ConformanceSubject) async throws {
        try await subject.serving(arrange: { $0.tokens["stranger"] = ForgeState.Rights.none }) { house in
            let forge = try house.forge(token: "stranger")
            let error = try #require(await #expect(throws: ForgeError.self) { try await house.report("one", by: forge) })
            #expect([.notFound, .forbidden].contains(error.code) && !error.isTransient)
            #expect(error.message.contains(subject.repository))
            #expect(house.fake.comments.isEmpty)
        }
    }
}
