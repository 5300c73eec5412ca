import AWS
import BatchExecutor
import Engine
import Foundation
import RunModel
import TestKit
import Testing

@Suite("Jobs handed to Batch", .timeLimit(.minutes(20)))
struct BatchSubmittingTests {
    @Test("a job says its commit, its spec, its resources, and when Batch tries again")
    func request() async throws {
        try await BatchSubject.with(runs: false) { subject in
            let submission = try Submission.doing("pass", resources: Resources(vcpus: 4, memoryMiB: 8192, gpus: 1), secondsLeft: 600)
            _ = try await subject.executor.submit(submission)
            let asked = try #require(subject.fake.withState { $0.submitted.first })
            let run = submission.run
            #expect(asked["jobName"]?.text == "bunsen-project-aaaaaaa-\(run.id)-1")
            #expect(asked["jobQueue"] == .text(FakeBatch.queue) && asked["jobDefinition"] == "acme-production-ml-project")
            #expect(asked["parameters"] == nil)
            #expect(asked["timeout"] == ["attemptDurationSeconds": 602])
            #expect(asked["tags"] == ["bunsen:run": .text(run.id.text)])
            let overrides = try #require(asked["containerOverrides"])
            #expect(
                overrides["resourceRequirements"] == [
                    ["type": "VCPU", "value": "4"], ["type": "MEMORY", "value": "8192"], ["type": "GPU", "value": "1"],
                ])
            #expect(overrides["command"] == nil && overrides["vcpus"] == nil)
            #expect(
                asked["retryStrategy"] == [
                    "attempts": 3,
                    "evaluateOnExit": [
                        ["action": "RETRY", "onExitCode": "75"], ["action": "RETRY", "onStatusReason": "Host EC2*"],
                        ["action": "EXIT", "onReason": "*"],
                    ],
                ])
            let variables = Dictionary(
                overrides["environment"]?.list.map { ($0["name"]?.text ?? "", $0["value"]?.text ?? "") } ?? []
            ) { $1 }
            #expect(variables.keys.sorted() == ["BUNSEN_JOB_SPEC", "BUNSEN_SHA"])
            #expect(variables["BUNSEN_SHA"] == run.request.sha.text)
            let spec = try JobSpec(variableValue: variables["BUNSEN_JOB_SPEC"] ?? "")
            #expect(spec.run == run.id && spec.attempt == 1 && spec.request == run.request)
            #expect(spec.places.cache.hasPrefix("\(subject.scratch.path)/cache/git.example.org-team-project-"))
        }
    }

    @Test("no GPU is no requirement, and an old definition gets its resources in its own form")
    func oldDefinition() async throws {
        let old = FakeDefinition(
            "acme-production-ml-project", command: ["/bunsen/job-setup.sh", "Ref::repositoryName", "Ref::branchName"], isOld: true)
        try await BatchSubject.with(runs: false, definitions: [old]) { subject in
            var submission = try Submission.doing("pass", resources: Resources(vcpus: 2, memoryMiB: 1024))
            submission.run.branches = [try #require(BranchName("feature/ä"))]
            _ = try await subject.executor.submit(submission)
            let asked = try #require(subject.fake.withState { $0.submitted.first })
            #expect(asked["containerOverrides"]?["vcpus"] == 2 && asked["containerOverrides"]?["memory"] == 1024)
            #expect(asked["containerOverrides"]?["resourceRequirements"] == nil)
            #expect(asked["parameters"] == ["branchName": "feature/ä", "repositoryName": "project"])
        }
    }

    @Test("a hundred calls for one attempt at once submit one job")
    func once() async throws {
        try await BatchSubject.with(runs: false) { subject in
            let submission = try Submission.doing("pass")
            let jobs = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<100 { group.addTask { try await subject.executor.submit(submission) } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(jobs.count == 1)
            #expect(subject.fake.calls("SubmitJob") == 1)
        }
    }

    @Test("a job whose answer was lost is found by its name, and not submitted again", arguments: [BatchFailure.lostAnswer, .truncated])
    func lostAnswer(_ failure: BatchFailure) async throws {
        try await BatchSubject.with(runs: false) { subject in
            subject.fake.fail("SubmitJob", failure)
            let submission = try Submission.doing("pass")
            let job = try await subject.executor.submit(submission)
            #expect(subject.fake.withState { Array($0.jobs.keys) } == [job])
            #expect(subject.fake.calls("SubmitJob") == 1)
            // A service that died in between asks for the same.
            var again = submission
            again.mayBeKnown = true
            #expect(try await subject.restarted().submit(again) == job)
            #expect(subject.fake.calls("SubmitJob") == 1)
        }
    }

    @Test("what is refused says why and what to do; what is busy is tried again")
    func refused() async throws {
        try await BatchSubject.with(runs: false) { subject in
            subject.fake.fail("SubmitJob", .throttled, times: 2)
            _ = try await subject.executor.submit(try .doing("pass"))
            #expect(subject.fake.calls("SubmitJob") == 3)

            subject.fake.fail("SubmitJob", .denied)
            let denied = await #expect(throws: ExecutorError.self) { try await subject.executor.submit(try .doing("pass")) }
            #expect(denied?.failure.reason == .accessDenied && denied?.isTransient == false)

            for failure in [BatchFailure.throttled, .serverError, .expired] {
                subject.fake.fail("SubmitJob", failure, times: 9)
                let busy = await #expect(throws: ExecutorError.self) { try await subject.executor.submit(try .doing("pass")) }
                #expect(busy?.failure.reason == .unreachable && busy?.isTransient == true, "\(failure)")
                subject.fake.withState { $0.forget("SubmitJob") }
            }
            subject.fake.withState { $0.queue = $0.queue.with(["state": "DISABLED"]) }
            let disabled = await #expect(throws: ExecutorError.self) { try await subject.executor.submit(try .doing("pass")) }
            #expect(disabled?.failure.reason == .badSubmission && disabled?.isTransient == false)
            subject.fake.withState { $0.queue = $0.queue.with(["state": "ENABLED"]) }

            let long = try await #require(throws: ExecutorError.self) {
                try await subject.executor.submit(try .doing(String(repeating: "pass\n", count: 6000)))
            }
            #expect(long.failure.reason == .badSubmission && !long.isTransient)
        }
        try await BatchSubject.with(runs: false, definitions: []) { subject in
            let error = await #expect(throws: ExecutorError.self) { try await subject.executor.submit(try .doing("pass")) }
            #expect(error?.failure.reason == .badSubmission && error?.isTransient == false)
            #expect(error?.failure.message == "Batch has no active job definition acme-production-ml-project.")
        }
    }

    @Test("without credentials a job is tried again, and does not fail")
    func noCredentials() async throws {
        try await BatchSubject.with(runs: false, credentials: [:]) { subject in
            let error = await #expect(throws: ExecutorError.self) { try await subject.executor.submit(try .doing("pass")) }
            #expect(error?.failure.reason == .unreachable && error?.isTransient == true, "\(String(describing: error))")
        }
    }

    @Test("a job's time begins when it starts, and a definition's name has only what Batch takes")
    func time() async throws {
        try await BatchSubject.with(runs: false, definitions: [FakeDefinition("acme-production-ml-my-project")]) { subject in
            let submission = try Submission.doing("pass", secondsLeft: 600, repository: "git.example.org/team/my.project")
            _ = try await subject.executor.submit(submission)
            let asked = try #require(subject.fake.withState { $0.submitted.first })
            #expect(asked["jobDefinition"] == "acme-production-ml-my-project")
            let value = asked["containerOverrides"]?["environment"]?.list.first { $0["name"] == "BUNSEN_JOB_SPEC" }?["value"]?.text
            let spec = try JobSpec(variableValue: value ?? "")
            #expect(spec.secondsFromStart == 600 && spec.graceSeconds <= 25)
        }
    }

    /// `BUNSEN_BATCH_RUNS=1000` for the whole load.
    @Test("many runs are submitted without a failure, and within the rate; a hundred are looked at by one call")
    func many() async throws {
        let count = ProcessInfo.processInfo.environment["BUNSEN_BATCH_RUNS"].flatMap { Int($0) } ?? 200
        try await BatchSubject.with(runs: false, perSecond: 200) { subject in
            let start = ContinuousClock.now
            try await withThrowingTaskGroup { group in
                for _ in 0..<count { group.addTask { _ = try await subject.executor.submit(try .doing("pass")) } }
                try await group.waitForAll()
            }
            let seconds = start.duration(to: .now) / .seconds(1)
            #expect(subject.fake.withState { Set($0.jobs.values.map(\.name)).count } == count)
            // The bucket holds a second's calls at the start.
            let calls = subject.fake.withState { $0.count }
            #expect(Double(calls) <= 200 * (seconds + 1) + 1)

            let jobs = subject.fake.withState { Array($0.jobs.keys) }
            let before = subject.fake.calls("DescribeJobs")
            let restarted = try subject.restarted()
            await restarted.expect(jobs)
            for job in jobs { #expect(try await restarted.observe(job) == .waiting("AWS Batch looks for a machine")) }
            #expect(subject.fake.calls("DescribeJobs") - before <= (count + 99) / 100)
        }
    }
}
