import Forges
import RunModel
import TestKit
import Testing

@Suite("Every forge gets one report a run", .timeLimit(.minutes(20)))
struct ConformanceReportTests {
    @Test("it goes to the open request of the branch, never to a fork's of the same name", arguments: ConformanceSubject.allCases)
    func request(_ subject: ConformanceSubject) async throws {
        try await subject.serving { house in
            let older = house.fake.addPull(of: "feature/x", at: house.sha, from: "mallory/pipeline")
            let own = house.openRequest()
            let newer = house.fake.addPull(of: "feature/x", at: house.sha, from: "mallory/pipeline")
            let placement = try await house.report("one")
            #expect(placement == .added(.request(own)))
            #expect(house.written(on: own).count == 1)
            #expect(house.written(on: older).isEmpty && house.written(on: newer).isEmpty && house.onCommit.isEmpty)
        }
    }

    @Test("without an open request of its own it goes to the commit, or nowhere, and that is said", arguments: ConformanceSubject.allCases)
    func commit(_ subject: ConformanceSubject) async throws {
        try await subject.serving { house in
            house.fake.addPull(of: "feature/x", at: house.sha, from: "mallory/pipeline")
            house.fake.addPull(of: "feature/x", at: house.sha, isOpen: false)
            house.fake.addPull(of: "feature/xy", at: house.sha)
            let placement = try await house.report("one")
            if ConformanceSubject.commenting.contains(subject) {
                #expect(placement == .added(.commit(house.sha)))
                #expect(house.onCommit.count == 1)
            } else {
                guard case .nowhere(let reason) = placement else {
                    Issue.record("\(placement)")
                    return
                }
                #expect(reason.contains("no request is open"))
            }
            #expect(house.fake.comments.count == house.onCommit.count)
        }
    }

    @Test("a request is found among many", arguments: ConformanceSubject.allCases)
    func manyRequests(_ subject: ConformanceSubject) async throws {
        try await subject.serving { house in
            let own = house.openRequest()
            for number in 0..<120 { house.fake.addPull(of: "other-\(number)", at: house.sha) }
            let placement = try await house.report("one")
            #expect(placement == .added(.request(own)))
        }
    }

    @Test("a second report edits the one comment", arguments: ConformanceSubject.allCases, [true, false])
    func edited(_ subject: ConformanceSubject, _ hasRequest: Bool) async throws {
        try await subject.serving { house in
            guard hasRequest || ConformanceSubject.commenting.contains(subject) else { return }
            let place = hasRequest ? ForgePlace.request(house.openRequest()) : .commit(house.sha)
            #expect(try await house.report("one") == .added(place))
            #expect(try await house.report("two") == .edited(place))
            #expect(try await house.report("three") == .edited(place))
            #expect(house.fake.comments.count == 1)
            let comment = try #require(house.fake.comments.first)
            #expect(comment.body.hasPrefix("three\n"))
            #expect(comment.edits == 2)
        }
    }

    @Test("two runs make two comments", arguments: ConformanceSubject.allCases)
    func twoRuns(_ subject: ConformanceSubject) async throws {
        try await subject.serving { house in
            let own = house.openRequest()
            let other = try #require(RunID("r-20260102T030405-k3v7x2mb"))
            try await house.report("one")
            try await house.report("other", run: other)
            try await house.report("one again")
            #expect(house.written(on: own).map { String($0.body.prefix(while: { $0 != "\n" })) } == ["one again", "other"])
        }
    }

    @Test("the comment is found on the third page", arguments: ConformanceSubject.allCases, [true, false])
    func thirdPage(_ subject: ConformanceSubject, _ hasRequest: Bool) async throws {
        try await subject.serving { house in
            guard hasRequest || ConformanceSubject.commenting.contains(subject) else { return }
            let place: FakeComment.Place = hasRequest ? .pull(house.openRequest()) : .commit(house.sha.text)
            for number in 0..<230 { house.fake.addComment("before \(number)", on: place) }
            try await house.report("one")
            // Forges differ in which end they begin at: it is in the middle for both.
            for number in 0..<230 { house.fake.addComment("after \(number)", on: place) }
            try await house.report("two")
            let ours = house.fake.comments(on: place).filter { $0.body.hasPrefix("one\n") || $0.body.hasPrefix("two\n") }
            #expect(ours.map(\.edits) == [1])
            #expect(house.fake.comments(on: place).filter { $0.edits > 0 }.count == 1)
        }
    }

    @Test("somebody who quotes the report is not written over", arguments: ConformanceSubject.allCases, [true, false])
    func quoted(_ subject: ConformanceSubject, _ isFirst: Bool) async throws {
        try await subject.serving { house in
            let own = house.openRequest()
            try await house.report("one")
            let first = try #require(house.written(on: own).first)
            let quotation = first.body.split(separator: "\n", omittingEmptySubsequences: false).map { "> \($0)" }
            house.fake.addComment(quotation.joined(separator: "\n"), on: .pull(own))
            // Whichever end a client begins to look at, the quotation must not be taken.
            if isFirst { house.fake.server.withState { $0.comments.swapAt(0, 1) } }
            try await house.report("two")
            #expect(house.written(on: own).map(\.edits) == (isFirst ? [0, 1] : [1, 0]))
        }
    }

    @Test("a text as long as it may be is never refused", arguments: ConformanceSubject.allCases, ["x", "é", "🧪"])
    func longest(_ subject: ConformanceSubject, _ letter: String) async throws {
        try await subject.serving { house in
            let own = house.openRequest()
            let forge = try house.forge()
            for _ in 0..<2 {
                _ = try await forge.put(
                    report: { String(repeating: letter, count: $0 / letter.utf16.count) }, mark: house.run.text, on: house.sha,
                    branches: [house.branch])
            }
            let body = try #require(house.written(on: own).first?.body)
            // What is cut first must not be what finds it again.
            #expect(body.contains(house.run.text))
            #expect(body.utf16.count > 30_000)
            if let limit = subject.commentLimit { #expect(body.utf16.count <= limit) }
            #expect(house.written(on: own).count == 1)
        }
    }
}
