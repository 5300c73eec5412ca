import Engine
import Foundation
import LocalExecutor
import RunModel
import TestKit
import Testing

/// What an executor makes of the files that it finds.
@Suite(.timeLimit(.minutes(20)))
struct LocalExecutorRecoveryTests {
    @Test("a job that was killed while no service was there ended without a trace")
    func killedUnseen() async throws {
        let subject = try LocalSubject()
        let submission = try Submission.doing("say('far'); os.kill(os.getpid(), signal.SIGKILL)")
        _ = try await subject.collected(try await subject.local.submit(submission))
        let evidence = try await subject.ended("\(submission.run.id)/1", by: subject.again())
        #expect(evidence.end == nil && evidence.signal == nil && evidence.exitCode == nil)
        #expect(!evidence.rebooted && evidence.lastLines == ["far"] && evidence.startedAt != nil)
    }

    @Test("a job of an earlier boot ended with the machine, whatever has its number now")
    func rebooted() async throws {
        let subject = try LocalSubject()
        let submission = try Submission.doing("wait('go'); sys.exit(1)")
        let job = try await subject.local.submit(submission)
        _ = try await subject.running(job)
        let claim = URL(filePath: "\(subject.attempt(submission))/job.json")
        let text = try String(contentsOf: claim, encoding: .utf8)
        let boot = try String(contentsOf: URL(filePath: "/proc/sys/kernel/random/boot_id"), encoding: .utf8).trimmed
        try Data(text.replacing(boot, with: "another").utf8).write(to: claim)
        let evidence = try await subject.ended(job, by: subject.again())
        #expect(evidence.rebooted && evidence.end == nil)
        // The process is not the job any more, and nobody's business.
        try subject.leave("go", for: submission)
        #expect(try await subject.ended(job).rebooted)
    }

    @Test("an adopted job's deadline is held too")
    func deadlineOfAdopted() async throws {
        let subject = try LocalSubject(graceSeconds: 0)
        let submission = try Submission.doing("deaf(); wait('never')")
        let job = try await subject.local.submit(submission)
        _ = try await subject.running(job)
        let path = URL(filePath: "\(subject.attempt(submission))/spec.json")
        var spec = try JSONDecoder.bunsen.decode(JobSpec.self, from: Data(contentsOf: path))
        spec.deadline = Date(timeIntervalSinceNow: -1)
        try JSONEncoder.bunsen.encode(spec).write(to: path, options: .atomic)
        let restarted = subject.again()
        #expect(try await subject.collected(job).signal == 9)
        withExtendedLifetime(restarted) {}
    }

    @Test("an end is known from the log alone, and an unreadable exit file is none", arguments: [nil, "", "{\"outco"])
    func endInLog(_ exitFile: String?) async throws {
        let subject = try LocalSubject()
        let submission = try Submission.doing("finish('failed')")
        let job = try await subject.local.submit(submission)
        _ = try await subject.collected(job)
        let path = "\(subject.attempt(submission))/exit.json"
        try FileManager.default.removeItem(atPath: path)
        if let exitFile { try Data(exitFile.utf8).write(to: URL(filePath: path)) }
        #expect(try await subject.ended(job, by: subject.again()).end?.outcome == .failed)
    }

    @Test("an attempt that no process begins is waited for, then over, and nobody can begin it later")
    func neverBegun() async throws {
        let scratch = try ScratchDirectory()
        let patient = try LocalSubject(scratch: scratch)
        let submission = try Submission.doing("leave('ran'); finish()", before: "leave('there'); wait('go')")
        let job = try await patient.local.submit(submission)
        _ = try await patient.awaited("there", by: submission)
        #expect(try await patient.local.observe(job) == .waiting("starting"))
        #expect(try await patient.again().observe(job) == .waiting("not started"))
        #expect(try await patient.again().list() == [job])
        let hasty = try LocalSubject(startSeconds: 0, scratch: scratch)
        #expect(try await hasty.ended(job).end == nil)
        try patient.leave("go", for: submission)
        #expect(try await patient.collected(job).exitCode == 0)
        #expect(patient.left("ran", by: submission) == nil)
    }

    @Test("a job's claim is for one process, once")
    func claim() throws {
        let scratch = try ScratchDirectory()
        #expect(try LocalJob.begin(in: scratch.path))
        #expect(try !LocalJob.begin(in: scratch.path))
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["job.json"])
        #expect(throws: (any Error).self) { try LocalJob.begin(in: "\(scratch.path)/none") }
    }

    @Test("a program that cannot be started is told at once, and holds nothing")
    func noProgram() async throws {
        let subject = try LocalSubject(local: DeclaredLocalSlots(vcpus: 1, memoryMiB: 99, gpus: 1))
        var configuration = subject.configuration
        configuration.program = ["/nonexistent/bunsen"]
        let broken = LocalExecutor(configuration, logger: subject.logger)
        let resources = Resources(vcpus: 1, memoryMiB: 9, gpus: 1)
        let failed = try Submission.doing("finish()", resources: resources)
        let error = await #expect(throws: ExecutorError.self) { try await broken.submit(failed) }
        #expect(error?.isTransient == true && error?.failure.message.contains("/nonexistent/bunsen") ?? false)
        #expect(try await subject.local.list().isEmpty)
        let job = try await subject.local.submit(.doing("finish()", resources: resources))
        #expect(try await subject.ended(job).end?.outcome == .succeeded)
        // And the same attempt goes when it is submitted again.
        try await eventually("it goes") { (try? await subject.local.submit(failed)) != nil }
        #expect(try await subject.ended("\(failed.run.id)/1").end?.outcome == .succeeded)
    }

    @Test("lines without end, odd bytes and a long log are no trouble")
    func oddLog() async throws {
        let subject = try LocalSubject()
        let submission = try Submission.doing(
            """
            out = sys.stdout.buffer
            for n in range(50000): out.write(b'x' * 50 + b'\\n')
            out.write(b'y' * 5_000_000 + b'\\n' + b'\\xff\\xfe\\x00 odd\\r\\n' + b'\\n')
            out.flush(); event(step='push_data', note={'level': 'info', 'text': 'z' * 300_000}); out.write(b'no line end'); out.flush()
            sys.exit(1)
            """)
        let job = try await subject.local.submit(submission)
        let evidence = try await subject.collected(job)
        #expect(evidence.lastLines.count == 50)
        #expect(evidence.lastLines.suffix(3).map(\.count) == [4096, 8, 0])
        #expect(evidence.lastLines.dropLast(3).allSatisfy { $0 == String(repeating: "x", count: 50) })
    }
}
