import Engine
import Foundation
import LocalExecutor
import RunModel
import TestKit
import Testing

/// What the machine has, and who gets which part of it.
@Suite(.timeLimit(.minutes(20)))
struct LocalExecutorSlotTests {
    private static func wants(_ gpus: Int) throws -> Submission {
        try .doing(
            "leave('gpus', os.environ['CUDA_VISIBLE_DEVICES'] + ' ' + spec['visibleGPUs']); wait('go'); finish()",
            resources: Resources(vcpus: 1, memoryMiB: 64, gpus: gpus))
    }

    @Test("no two jobs share a GPU, across restarts too")
    func pinning() async throws {
        let subject = try LocalSubject(
            environment: ["CUDA_VISIBLE_DEVICES": "4,GPU-5e,6"], local: DeclaredLocalSlots(vcpus: 9, memoryMiB: 999, gpus: 3))
        let submissions = try [1, 1, 0].map(Self.wants)
        var seen: [String] = []
        for (number, submission) in submissions.enumerated() {
            // Each by an executor that knows nothing of the former, and without waiting for a job to begin.
            let executor = number == 0 ? subject.local : subject.again()
            _ = try await executor.submit(submission)
        }
        for submission in submissions { seen.append(try await subject.awaited("gpus", by: submission)) }
        #expect(seen == ["4 4", "GPU-5e GPU-5e", " "])

        let large = try Self.wants(2)
        let error = await #expect(throws: ExecutorError.self) { try await subject.local.submit(large) }
        #expect(error?.failure.reason == .noCapacity && error?.isTransient == true)

        try subject.leave("go", for: submissions[0])
        _ = try await subject.ended("\(submissions[0].run.id)/1")
        try await eventually("its GPU is free") {
            do {
                _ = try await subject.local.submit(large)
                return true
            } catch let error as ExecutorError {
                guard error.failure.reason == .noCapacity else { throw error }
                return false
            }
        }
        #expect(try await subject.awaited("gpus", by: large) == "4,6 4,6")
        for submission in [submissions[1], submissions[2], large] { try subject.leave("go", for: submission) }
        for submission in [submissions[1], submissions[2], large] { _ = try await subject.ended("\(submission.run.id)/1") }
    }

    @Test("a submission repeated before the job has begun names the same GPU")
    func sameGPU() async throws {
        let subject = try LocalSubject(local: DeclaredLocalSlots(vcpus: 9, memoryMiB: 999, gpus: 2))
        let submission = try Submission.doing(
            "leave('gpus', os.environ['CUDA_VISIBLE_DEVICES'] + ' ' + spec['visibleGPUs']); wait('go'); finish()", before: "wait('begin')",
            resources: Resources(vcpus: 1, memoryMiB: 64, gpus: 1))
        let former = try Self.wants(1)
        let formerJob = try await subject.local.submit(former)
        #expect(try await subject.awaited("gpus", by: former) == "0 0")
        _ = try await subject.local.submit(submission)
        try subject.leave("go", for: former)
        _ = try await subject.collected(formerJob)
        // The first GPU is free again, and the process that may yet begin has the second.
        let job = try await subject.again().submit(submission)
        try subject.leave("begin", for: submission)
        #expect(try await subject.awaited("gpus", by: submission) == "1 1")
        let other = try Self.wants(1)
        let otherJob = try await subject.local.submit(other)
        #expect(try await subject.awaited("gpus", by: other) == "0 0")
        for (submission, job) in [(submission, job), (other, otherJob)] {
            try subject.leave("go", for: submission)
            #expect(try await subject.ended(job).end?.outcome == .succeeded)
        }
    }

    @Test("what can never fit is refused for good", arguments: [Resources(vcpus: 9), Resources(memoryMiB: 4096), Resources(gpus: 1)])
    func tooLarge(_ resources: Resources) async throws {
        let subject = try LocalSubject(local: DeclaredLocalSlots(vcpus: 8, memoryMiB: 4000, gpus: 0))
        let submission = try Submission.doing("finish()", resources: resources)
        let error = await #expect(throws: ExecutorError.self) { try await subject.local.submit(submission) }
        #expect(error?.failure.reason == .requestTooLarge && error?.isTransient == false)
    }

    @Test(
        "GPUs left to the service are read as CUDA reads them",
        arguments: [("0,1", 2), ("", 0), ("GPU-1, GPU-2", 2), ("1,-1,2", 1), ("NoDevFiles", 0)])
    func detectedGPUs(_ text: String, _ count: Int) {
        #expect(LocalSlots.detected(environment: ["CUDA_VISIBLE_DEVICES": text]).gpus == count)
    }

    @Test("processors and memory are those of this machine")
    func detected() {
        let slots = LocalSlots.detected(environment: [:])
        #expect(slots.vcpus == ProcessInfo.processInfo.activeProcessorCount)
        #expect(slots.memoryMiB > 0 && slots.memoryMiB <= Int(ProcessInfo.processInfo.physicalMemory >> 20))
    }

    @Test("it says why memory is not enforced")
    func enforcement() throws {
        #expect(try LocalSubject().local.memoryEnforcement == "switched off")
    }
}
