import Forges
import RunModel
import TestKit
import Testing

@Suite("Every forge shows how a run goes", .timeLimit(.minutes(20)))
struct ConformanceStatusTests {
    private static let states: [CommitStatus.State] = [.pending, .running, .success, .failure, .stopped]
    private static let ends: [CommitStatus.State] = [.success, .failure, .stopped]

    @Test("a run goes from waiting to its end in the forge's own words", arguments: ConformanceSubject.allCases, ends)
    func sequence(_ subject: ConformanceSubject, _ end: CommitStatus.State) async throws {
        try await subject.serving { house in
            for state in [.pending, .running, end] { try await house.show(state) }
            #expect(house.words == [.pending, .running, end].map(subject.word))
            // One status that changes, not three that contradict each other.
            let all = house.fake.statuses(of: house.sha)
            #expect(Set(all.map(\.context)).count == 1)
            #expect(all.allSatisfy { $0.link == "https://bunsen.example.org/runs/\(house.run)" })
        }
    }

    @Test("a run that ends before it was ever shown is shown", arguments: ConformanceSubject.allCases, states)
    func firstWord(_ subject: ConformanceSubject, _ state: CommitStatus.State) async throws {
        try await subject.serving { house in
            try await house.show(state)
            #expect(house.words == [subject.word(state)])
        }
    }

    @Test("the same status twice is no error", arguments: ConformanceSubject.allCases, states)
    func twice(_ subject: ConformanceSubject, _ state: CommitStatus.State) async throws {
        try await subject.serving { house in
            try await house.show(state)
            try await house.show(state, "stage 2 of 2")
            #expect(house.words.last == subject.word(state))
            #expect(house.clock.waits == [])
        }
    }

    @Test("a run that is tried again after its end is shown as running again", arguments: ConformanceSubject.allCases, ends)
    func again(_ subject: ConformanceSubject, _ end: CommitStatus.State) async throws {
        try await subject.serving { house in
            for state in [.pending, .running, end, .pending, .running, .success] { try await house.show(state) }
            #expect(house.words.last == subject.word(.success))
            #expect(house.words.dropLast().last == subject.word(.running))
        }
    }

    @Test("a line too long for the forge is cut by the client", arguments: ConformanceSubject.allCases, ["ä", "🧪", "x\n"])
    func longLine(_ subject: ConformanceSubject, _ letter: String) async throws {
        try await subject.serving { house in
            try await house.show(.failure, "train failed: " + String(repeating: letter, count: 500))
            let shown = try #require(house.fake.statuses(of: house.sha).first?.description)
            #expect(shown.hasPrefix("train failed: "))
            #expect(!shown.contains("\n"))
            #expect(shown.count > 100)
            if let limit = subject.statusLimit { #expect(shown.unicodeScalars.count <= limit) }
        }
    }

    @Test("a service without a public address shows statuses too", arguments: ConformanceSubject.allCases)
    func noLink(_ subject: ConformanceSubject) async throws {
        try await subject.serving { house in
            var status = house.status(.running)
            status.link = nil
            try await house.forge().show(status, on: house.sha, branch: house.branch)
            #expect(house.words == [subject.word(.running)])
        }
    }

    @Test(
        "the status belongs to the branch that was pushed, where the forge asks", arguments: [.gitlab, .bitbucket] as [ConformanceSubject])
    func branch(_ subject: ConformanceSubject) async throws {
        try await subject.serving { house in
            // GitLab would take the first branch that has the commit.
            house.fake.add(house.sha, branches: "a-first-branch")
            try await house.show(.running)
            #expect(house.fake.statuses(of: house.sha).map(\.ref) == ["feature/x"])
        }
    }

    @Test("a commit that the forge does not have is an error that trying again does not mend", arguments: ConformanceSubject.allCases)
    func unknownCommit(_ subject: ConformanceSubject) async throws {
        try await subject.serving { house in
            let other = try #require(CommitSHA(String(repeating: "b2", count: 20)))
            let forge = try house.forge()
            let error = try #require(
                await #expect(throws: ForgeError.self) { try await forge.show(house.status(.running), on: other, branch: house.branch) })
            #expect(!error.isTransient)
            #expect(error.message.contains(other.short))
            #expect(house.fake.calls.count == 1)
        }
    }

    @Test("no address holds the token", arguments: ConformanceSubject.allCases)
    func tokenInHeadersOnly(_ subject: ConformanceSubject) async throws {
        try await subject.serving { house in
            house.openRequest()
            try await house.show(.running)
            try await house.report("one")
            for call in house.fake.calls {
                #expect(!call.path.contains(ConformanceHouse.token))
                #expect(!call.query.values.contains { $0.contains(ConformanceHouse.token) })
                #expect(!call.body.contains(ConformanceHouse.token))
            }
            #expect(house.fake.answers.allSatisfy { (200..<300).contains($0) })
        }
    }
}
