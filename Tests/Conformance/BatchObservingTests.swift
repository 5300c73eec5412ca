import BatchExecutor
import Engine
import Foundation
import RunModel
import Synchronization
import TestKit
import Testing

@Suite("What Batch says of jobs", .timeLimit(.minutes(20)))
struct BatchObservingTests {
    @Test("a job whose machine was taken away goes on at its next attempt, in one job")
    func reclaimed() async throws {
        try await BatchSubject.with { subject in
            let submission = try Submission.doing(
                "note('starts', os.environ['AWS_BATCH_JOB_ATTEMPT']); leave('there'); wait('go'); finish()")
            let job = try await subject.executor.submit(submission)
            _ = try await subject.awaited("there", by: submission)
            subject.fake.reclaim(job)
            try await eventually("it is started again") { subject.left("starts", by: submission) == "1\n2\n" }
            try subject.leave("go", for: submission)
            let evidence = try await subject.ended(job)
            #expect(evidence.end?.outcome == .succeeded && evidence.exitCode == 0)
            #expect(subject.fake.withState { $0.jobs.count } == 1)
        }
    }

    @Test("a job that stops because it was told to is tried again three times, then its last word counts")
    func stopped() async throws {
        try await BatchSubject.with { subject in
            let submission = try Submission.doing("note('starts', 'x'); say('told'); finish('stopped')")
            let job = try await subject.executor.submit(submission)
            let evidence = try await subject.ended(job)
            #expect(evidence.end?.outcome == .stopped && evidence.exitCode == 75 && evidence.lastLines == ["told"])
            #expect(subject.left("starts", by: submission) == "x\nx\nx\n")
            // All attempts' lines are its log, in order.
            let log = String(decoding: try await subject.executor.log(job, from: 0, limit: .max), as: UTF8.self)
            #expect(log.split(separator: "\n").filter { $0 == "told" }.count == 3)
        }
    }

    @Test("a long log is read over many pages, from any byte, and a line that Docker cuts is one line")
    func longLog() async throws {
        try await BatchSubject.with { subject in
            let long = 40_000
            let job = try await subject.executor.submit(
                try .doing("[say(f'line {n}') for n in range(1000)]; say('x' * \(long)); say('end'); finish()"))
            let evidence = try await subject.ended(job)
            #expect(evidence.end?.outcome == .succeeded)
            #expect(evidence.lastLines.suffix(2).map(\.utf8.count) == [4096, 3])
            let whole = (0..<1000).map { "line \($0)\n" }.joined() + String(repeating: "x", count: long) + "\nend\n"
            let log = try await subject.executor.log(job, from: 0, limit: .max)
            #expect(log.starts(with: whole.utf8))
            for offset in [0, 1, 5000, 9000, whole.utf8.count - 4] {
                let piece = try await subject.executor.log(job, from: offset, limit: 500)
                #expect(piece == Array(log[offset...].prefix(500)), "\(offset)")
            }
            #expect(try await subject.restarted().log(job, from: 7000, limit: 10) == Array(log[7000..<7010]))
            #expect(try await subject.executor.log(job, from: log.count, limit: 10).isEmpty)
        }
    }

    @Test("a job that waits for a machine says what its queue lacks")
    func runnable() async throws {
        let clock = Mutex(0.0)
        try await BatchSubject.with(runs: false, now: { Date().addingTimeInterval(clock.withLock { $0 }) }) { subject in
            func said(after seconds: Double, _ change: @Sendable (inout BatchState) -> Void = { _ in }) async throws -> Observation {
                clock.withLock { $0 += seconds }
                subject.fake.withState(change)
                return try await subject.executor.observe(job)
            }
            let job = try await subject.executor.submit(try .doing("pass"))
            #expect(try await said(after: 0) == .waiting("AWS Batch looks for a machine"))
            #expect(try await said(after: 70) == .waiting("AWS Batch has no machine for it yet; a new one takes minutes"))
            let invalid = try await said(after: 70) {
                $0.environment = $0.environment.with(["status": "INVALID", "statusReason": "CLIENT_ERROR - the role cannot be assumed"])
            }
            #expect(invalid == .waiting("the compute environment acme-gpu is invalid: CLIENT_ERROR - the role cannot be assumed"))
            let full = try await said(after: 70) {
                $0.environment = $0.environment.with([
                    "status": "VALID", "computeResources": ["type": "EC2", "maxvCpus": 16, "desiredvCpus": 16],
                ])
            }
            #expect(full == .waiting("the compute environment acme-gpu is at its limit of 16 vCPUs"))
            let small = try await said(after: 70) {
                $0.environment = $0.environment.with(["computeResources": ["type": "EC2", "maxvCpus": 256, "instanceTypes": ["c5.large"]]])
            }
            #expect(small == .waiting("AWS Batch has no machine for it yet; a new one takes minutes"))
            let disabled = try await said(after: 70) { $0.queue = $0.queue.with(["state": "DISABLED"]) }
            #expect(disabled == .waiting("the job queue acme-gpu is disabled"))
            let told = try await said(after: 70) {
                $0.jobs[job]?.statusReason = "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - larger than any instance"
            }
            #expect(told == .waiting("AWS Batch: MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - larger than any instance"))
        }
    }

    @Test(
        "a job that no machine of the queue can hold says so",
        arguments: [
            (Resources(vcpus: 8, memoryMiB: 64), ["c5.large", "m5.xlarge"], "it asks for 8 vCPUs, and the largest machine of"),
            (Resources(vcpus: 512, memoryMiB: 64), ["optimal"], "it asks for 512 vCPUs, and the compute environment acme-gpu may have 256"),
            (Resources(vcpus: 1, memoryMiB: 64, gpus: 1), ["optimal", "c5"], "it asks for GPUs, and no machine of"),
            (Resources(vcpus: 8, memoryMiB: 64), ["c5.large", "m5"], "AWS Batch has no machine for it yet"),
            (Resources(vcpus: 8, memoryMiB: 64, gpus: 1), ["g5.2xlarge"], "AWS Batch has no machine for it yet"),
        ] as [(Resources, [JSON], String)])
    func tooLarge(_ asked: Resources, _ types: [JSON], _ said: String) async throws {
        try await BatchSubject.with(runs: false, now: { Date().addingTimeInterval(70) }) { subject in
            subject.fake.withState {
                $0.environment = $0.environment.with(["computeResources": ["type": "EC2", "maxvCpus": 256, "instanceTypes": .list(types)]])
            }
            let job = try await subject.executor.submit(try .doing("pass", resources: asked))
            guard case .waiting(let reason) = try await subject.executor.observe(job) else { throw Malformed(what: "state", text: job) }
            #expect(reason.hasPrefix(said), "\(reason)")
        }
    }

    @Test("a lease begins with the job's start, and a job that waits has none")
    func lease() async throws {
        try await BatchSubject.with(runs: false) { subject in
            let job = try await subject.executor.submit(try .doing("pass", secondsLeft: 600))
            #expect(try await subject.executor.leaseEnd(of: job) == nil)
            let start = Int(Date().timeIntervalSince1970) + 86400
            subject.fake.withState { state in
                state.jobs[job]?.status = "RUNNING"
                state.jobs[job]?.startedAt = start * 1000
            }
            let lease = try #require(try await subject.restarted().leaseEnd(of: job))
            #expect(lease.timeIntervalSince1970 >= Double(start + 600))
        }
    }

    @Test("an ended job whose log cannot be read is no end at first, and not for ever")
    func unreadable() async throws {
        let clock = Mutex(0.0)
        try await BatchSubject.with(now: { Date().addingTimeInterval(clock.withLock { $0 }) }) { subject in
            let job = try await subject.executor.submit(try .doing("sys.exit(1)"))
            try await eventually("it has ended") { subject.fake.withState { $0.jobs[job]?.hasEnded == true } }
            subject.fake.fail("GetLogEvents", .denied, times: 100)
            let restarted = try subject.restarted()
            let error = await #expect(throws: ExecutorError.self) { try await restarted.observe(job) }
            #expect(error?.isTransient == true)
            clock.withLock { $0 += 3601 }
            guard case .ended(let evidence) = try await restarted.observe(job) else { throw Malformed(what: "end", text: job) }
            #expect(evidence.end == nil && evidence.exitCode == 1)
        }
    }

    @Test("a service that is busy, or has no rights, judges no job")
    func trouble() async throws {
        try await BatchSubject.with { subject in
            let submission = try Submission.doing("wait('go'); finish()")
            let job = try await subject.executor.submit(submission)
            _ = try await subject.running(job)
            let restarted = try subject.restarted()
            for failure in [BatchFailure.throttled, .serverError, .denied, .expired] {
                subject.fake.fail("DescribeJobs", failure, times: 3)
                let error = await #expect(throws: ExecutorError.self) { try await restarted.observe(job) }
                #expect(error?.isTransient == true)
                subject.fake.withState { $0.forget("DescribeJobs") }
            }
            try subject.leave("go", for: submission)
            #expect(try await subject.ended(job, by: restarted).end?.outcome == .succeeded)
        }
    }

    @Test(
        "a job that never ran ends without a log, and tells the reason",
        arguments: [
            ("Task failed to start", "CannotPullContainerError: Error response from daemon: manifest unknown", FailureReason.imagePull),
            // What a queue's time limit for RUNNABLE jobs says: the next executor of the rule has its turn.
            ("CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY - no Spot capacity", nil, .noCapacity),
            ("MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - larger than any instance", nil, .requestTooLarge),
        ] as [(String, String?, FailureReason)])
    func neverRan(_ status: String, _ container: String?, _ reason: FailureReason) async throws {
        try await BatchSubject.with(runs: false) { subject in
            let job = try await subject.executor.submit(try .doing("pass"))
            subject.fake.withState { state in
                state.jobs[job]?.status = "FAILED"
                state.jobs[job]?.statusReason = status
                state.jobs[job]?.containerReason = container
                state.jobs[job]?.stoppedAt = Int(Date().timeIntervalSince1970 * 1000)
            }
            guard case .ended(let evidence) = try await subject.restarted().observe(job) else {
                Issue.record("it has not ended")
                return
            }
            #expect(Verdict(evidence).failureReason == reason)
        }
    }
}

extension Verdict {
    fileprivate var failureReason: FailureReason? {
        guard case .failed(let failure) = self else { return nil }
        return failure.reason
    }
}
