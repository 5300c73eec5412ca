import DynamoStore
import Engine
import Foundation
import Lambda
import RunModel
import TestKit
import Testing

@Suite("The function", .moto, .timeLimit(.minutes(20)), .enabled(if: Requirement.program("moto_server"), "needs scripts/install.sh"))
struct LambdaServiceTests {
    private static let sha = CommitSHA(String(repeating: "a", count: 40))!

    @Test func `a signed push that comes a hundred times at once to four processes is one job, and shows on the commit`() async throws {
        try await LambdaFixture.serving { house in
            let push = try house.push(Self.sha)
            let services = try (0..<4).map { _ in try house.service() }
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for n in 0..<100 {
                    group.addTask { try house.status(try await services[n % 4].handle(LambdaEvent(push), until: .distantFuture)) }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(statuses == [202])
            #expect(house.batch.calls("SubmitJob") == 1)
            let run = try #require(try await house.store.openRuns().first)
            #expect(run.state == .submitted && run.attempts.count == 1 && run.attempts[0].job != nil)
            #expect(house.forge.statuses(of: Self.sha).map(\.state) == ["pending"])
            let asked = try #require(house.batch.withState { $0.submitted.first })
            #expect(!asked.written.contains(FakeGitHub.writeToken) && !asked.written.contains(LambdaFixture.secret))
        }
    }

    @Test func `what is not signed is nobody's; a replaced secret is known at once, and not asked for by everybody`() async throws {
        try await LambdaFixture.serving { house in
            let service = try house.service()
            let wrong = try house.push(Self.sha, secret: "another")
            for _ in 0..<5 { #expect(try house.status(try await service.handle(LambdaEvent(wrong), until: .distantFuture)) == 401) }
            #expect(house.batch.calls("SubmitJob") == 0)
            let other = try house.service()
            #expect(try house.status(try await other.handle(LambdaEvent(house.push(Self.sha, "nothing")), until: .distantFuture)) == 204)
            try await MotoCalls(address: house.moto).replace(secret: "\(house.table)/hook", "another")
            #expect(try house.status(try await other.handle(LambdaEvent(wrong), until: .distantFuture)) == 202)
            #expect(house.batch.calls("SubmitJob") == 1)
        }
    }

    @Test func `news of a job's end becomes state, status and report, told once by two who hear it`() async throws {
        try await LambdaFixture.serving { house in
            _ = try await house.service().handle(LambdaEvent(house.push(Self.sha)), until: .distantFuture)
            let job = try #require(house.batch.withState { $0.jobs.keys.first })
            house.batch.withState { state in
                state.jobs[job]?.status = "FAILED"
                state.jobs[job]?.statusReason = "Task failed to start"
                state.jobs[job]?.containerReason = "CannotPullContainerError: manifest unknown"
                state.jobs[job]?.stoppedAt = Int(Date().timeIntervalSince1970 * 1000)
            }
            let event = try LambdaEvent(house.ended(job))
            let services = [try house.service(), try house.service()]
            try await withThrowingTaskGroup { group in
                for service in services { group.addTask { _ = try await service.handle(event, until: .distantFuture) } }
                group.addTask { _ = try await services[0].handle(LambdaEvent(LambdaFixture.tick), until: .distantFuture) }
                try await group.waitForAll()
            }
            let run = try #require(try await house.store.runs(RunFilter(), limit: 9).first)
            #expect(run.state == .failed(.imagePull))
            #expect(house.forge.statuses(of: Self.sha).last?.state == "failure")
            #expect(house.forge.comments(on: .commit(Self.sha.text)).count == 1)
            #expect(house.forge.comments.first?.body.contains("could not be pulled") == true)
        }
    }

    @Test func `a sweep is one job for each of its runs, whoever ticks, and one leaderboard`() async throws {
        try await LambdaFixture.serving { house in
            let push = try house.push(Self.sha, "Sweep\n\n:ACME_RUN: -S lr=1,2,3\n:ACME_RUN_EXP:")
            let services = [try house.service(), try house.service()]
            for service in services { #expect(try house.status(try await service.handle(LambdaEvent(push), until: .distantFuture)) == 202) }
            for _ in 0..<2 {
                try await withThrowingTaskGroup { group in
                    for service in services {
                        group.addTask { _ = try await service.handle(LambdaEvent(LambdaFixture.tick), until: .distantFuture) }
                    }
                    try await group.waitForAll()
                }
            }
            #expect(house.batch.withState { $0.jobs.count } == 3)
            let sweep = try #require(try await house.store.openSweeps().first)
            #expect(try await house.store.standings(of: sweep.id).map(\.number) == [1, 2, 3])
            #expect(try await house.store.runs(RunFilter(), limit: 9).count == 3)
            let comment = try #require(house.forge.comments(on: .commit(Self.sha.text)).first?.body)
            #expect(comment.contains("a sweep of 3 runs") && house.forge.comments(on: .commit(Self.sha.text)).count == 1, "\(comment)")
        }
    }

    @Test func `a sweep that needs git is refused on the commit`() async throws {
        try await LambdaFixture.serving { house in
            let push = try house.push(Self.sha, "Sweep\n\n:ACME_RUN:\n:ACME_RUN_EXP:\n:ACME_SWEEP: rates")
            let service = try house.service()
            _ = try await service.handle(LambdaEvent(push), until: .distantFuture)
            for _ in 0..<2 { _ = try await service.handle(LambdaEvent(LambdaFixture.tick), until: .distantFuture) }
            #expect(house.batch.calls("SubmitJob") == 0)
            #expect(house.forge.comments(on: .commit(Self.sha.text)).first?.body.contains("sweeps/rates.yaml") == true)
            #expect(try await house.store.openSweeps().isEmpty)
        }
    }

    @Test func `a failure is told to the topic, once`() async throws {
        try await LambdaFixture.serving { house in
            let aws = MotoCalls(address: house.moto)
            let service = try house.service(topic: try await aws.topic(house.table))
            _ = try await service.handle(LambdaEvent(house.push(Self.sha)), until: .distantFuture)
            let job = try #require(house.batch.withState { $0.jobs.keys.first })
            house.batch.withState { state in
                state.jobs[job]?.status = "FAILED"
                state.jobs[job]?.statusReason = "Job attempt duration exceeded timeout"
                state.jobs[job]?.stoppedAt = Int(Date().timeIntervalSince1970 * 1000)
            }
            for _ in 0..<2 { _ = try await service.handle(LambdaEvent(house.ended(job)), until: .distantFuture) }
            let told = try await aws.told(house.table)
            #expect(told.split(separator: "exceeded timeout").count == 2, "\(told)")
            #expect(told.contains("bunsen: pipeline: failed"))
        }
    }

    @Test func `a function that dies between claim and submission is made good by the tick, once`() async throws {
        try await LambdaFixture.serving { house in
            // As far as it came.
            house.batch.fail("DescribeJobDefinitions", .serverError, times: 3)
            let service = try house.service()
            #expect(try house.status(try await service.handle(LambdaEvent(house.push(Self.sha)), until: .distantFuture)) == 202)
            #expect(house.batch.calls("SubmitJob") == 0)
            let later: @Sendable () -> Date = { Date().addingTimeInterval(300) }
            let ticks = [try house.service(now: later), try house.service(now: later)]
            for service in ticks { _ = try await service.handle(LambdaEvent(LambdaFixture.tick), until: .distantFuture) }
            #expect(house.batch.withState { $0.jobs.count } == 1)
            #expect(try await house.store.openRuns().first?.attempts.last?.job != nil)
        }
    }

    @Test func `a function that was killed while it submitted has submitted, or the tick does, once`() async throws {
        try await LambdaFixture.serving { house in
            // Taken and begun, and no word of an answer: with a job that Batch has, and with none.
            for (sha, isSubmitted) in [(Self.sha, true), (CommitSHA(String(repeating: "c", count: 40))!, false)] {
                _ = try await house.service().handle(LambdaEvent(house.push(sha)), until: .distantFuture)
                let run = try #require(try await house.store.openRuns().first { $0.request.sha == sha })
                if !isSubmitted {
                    house.batch.withState { state in state.jobs = state.jobs.filter { !$0.value.name.contains("\(run.id)") } }
                }
                try await house.store.update(run.id) { $0.attempts[0].job = nil }
            }
            let before = house.batch.calls("SubmitJob")
            _ = try await house.service().handle(LambdaEvent(LambdaFixture.tick), until: .distantFuture)
            #expect(house.batch.calls("SubmitJob") == before, "the other may still be at it")
            let later: @Sendable () -> Date = { Date().addingTimeInterval(90) }
            for _ in 0..<2 { _ = try await house.service(now: later).handle(LambdaEvent(LambdaFixture.tick), until: .distantFuture) }
            #expect(house.batch.calls("SubmitJob") == before + 1)
            #expect(house.batch.withState { $0.jobs.count } == 2)
            #expect(try await house.store.openRuns().allSatisfy { $0.attempts.count == 1 && $0.attempts[0].job != nil })
        }
    }

    @Test func `mistakes are told on the commit, and start nothing`() async throws {
        try await LambdaFixture.serving { house in
            let push = try house.push(Self.sha, "x\n\n:ACME_RUN: --bogus")
            let answer = try await house.service().handle(LambdaEvent(push), until: .distantFuture)
            #expect(String(decoding: answer, as: UTF8.self).contains("unknown_flag"))
            #expect(house.forge.comments(on: .commit(Self.sha.text)).first?.body.contains("--bogus") == true)
            #expect(house.batch.calls("SubmitJob") == 0)
        }
    }

    @Test func `the project's resources hold where the message says nothing, and its own definition`() async throws {
        let project: [String: JSON] = ["defaults": ["vcpus": 8, "memory_mib": 4096], "job_definition": "acme-production-ml-pipeline:3"]
        try await LambdaFixture.serving(project: project) { house in
            _ = try await house.service().handle(
                LambdaEvent(house.push(Self.sha, "x\n\n:ACME_RUN:\n:ACME_VCPUS: 2")), until: .distantFuture)
            let asked = try #require(house.batch.withState { $0.submitted.first })
            #expect(asked["jobDefinition"] == "acme-production-ml-pipeline:3")
            #expect(
                asked["containerOverrides"]?["resourceRequirements"] == [
                    ["type": "VCPU", "value": "2"], ["type": "MEMORY", "value": "4096"],
                ])
        }
    }
}
