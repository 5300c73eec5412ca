import Engine
import Foundation
import LocalExecutor
import RunModel
import TestKit
import Testing

/// Nothing of a job outlives it, wherever its processes went.
@Suite(.timeLimit(.minutes(20)))
struct LocalExecutorFamilyTests {
    /// Ways in which a process of a job gets out of sight; each heeds no SIGTERM.
    static let ways = [
        "spawn('p')", "spawn('p', session=True)", "spawn('p', session=True, unmarked=True)", "spawn('p', session=True, orphan=True)",
        "spawn('p', orphan=True, unmarked=True)",
    ]

    @Test("a stop ends after the grace what heeds no SIGTERM", arguments: ways)
    func stop(_ way: String) async throws {
        let subject = try LocalSubject()
        let submission = try Submission.doing("deaf(); \(way); leave('there'); wait('never')")
        let job = try await subject.local.submit(submission)
        _ = try await subject.awaited("there", by: submission)
        let pid = try #require(Int(try await subject.awaited("p", by: submission)))
        #expect(ProcFiles.isAlive(pid))
        try await subject.local.stop(job, grace: 0)
        #expect(try await subject.collected(job).signal == 9)
        #expect(!ProcFiles.isAlive(pid))
    }

    @Test("an executor that was started later stops the family as well", arguments: ways)
    func stopAfterRestart(_ way: String) async throws {
        let subject = try LocalSubject()
        let submission = try Submission.doing("deaf(); \(way); leave('there'); wait('never')")
        _ = try await subject.local.submit(submission)
        _ = try await subject.awaited("there", by: submission)
        let pid = try #require(Int(try await subject.awaited("p", by: submission)))
        let restarted = subject.again()
        try await restarted.stop("\(submission.run.id)/1", grace: 0)
        let evidence = try await subject.ended("\(submission.run.id)/1", by: restarted)
        #expect(evidence.signal == nil && evidence.exitCode == nil && evidence.end == nil)
        #expect(!ProcFiles.isAlive(pid))
    }

    // One that has left the session, its parents and the mark too is found by its memory group only.
    @Test(
        "what a job leaves behind ends with it, however it ends",
        arguments: ["spawn('p')", "spawn('p', session=True)", "spawn('p', session=True, orphan=True)", "spawn('p', unmarked=True)"],
        ["finish()", "os.kill(os.getpid(), signal.SIGKILL)"])
    func leftBehind(_ way: String, _ end: String) async throws {
        let subject = try LocalSubject()
        let submission = try Submission.doing("\(way); wait('go'); \(end)")
        let job = try await subject.local.submit(submission)
        let pid = try #require(Int(try await subject.awaited("p", by: submission)))
        let news = subject.local.changes()
        try subject.leave("go", for: submission)
        for await name in news {
            #expect(name == job)
            break
        }
        #expect(!ProcFiles.isAlive(pid))
    }

    @Test("of two processes started for one attempt one runs, and the other takes nothing along when it goes")
    func latecomer() async throws {
        let subject = try LocalSubject()
        let submission = try Submission.doing(
            "note('starts', os.getpid()); spawn('p', session=True, orphan=True); wait('go'); finish()",
            before: "leave(f'there-{os.getppid() and os.getpid()}'); wait('begin')")
        let job = try await subject.local.submit(submission)
        let restarted = subject.again()
        #expect(try await restarted.submit(submission) == job)
        try await eventually("both are there") {
            let names = try FileManager.default.contentsOfDirectory(atPath: subject.work(submission.run))
            return names.count { $0.hasPrefix("there-") && !$0.contains(".") } == 2
        }
        let processes = try FileManager.default.contentsOfDirectory(atPath: subject.work(submission.run)).compactMap { name in
            name.hasPrefix("there-") ? Int(name.dropFirst("there-".count)) : nil
        }
        try subject.leave("begin", for: submission)
        let child = try #require(Int(try await subject.awaited("p", by: submission)))
        let starts = try #require(subject.left("starts", by: submission))
        let winner = try #require(Int(starts.trimmed))
        let loser = try #require(processes.first { $0 != winner })
        try await eventually("the latecomer is gone, and collected") { !FileManager.default.fileExists(atPath: "/proc/\(loser)") }
        // Both have now seen to the latecomer's end, or will find the same.
        for executor in [subject.local, restarted] { _ = try await subject.running(job, by: executor) }
        #expect(ProcFiles.isAlive(winner) && ProcFiles.isAlive(child))
        try subject.leave("go", for: submission)
        #expect(try await subject.ended(job).end?.outcome == .succeeded)
        #expect(subject.left("starts", by: submission) == "\(winner)\n")
        try await eventually("its child is gone") { !ProcFiles.isAlive(child) }
    }

    @Test("a job that says its last word and then does not go is ended when it is stopped")
    func lingering() async throws {
        let subject = try LocalSubject()
        let submission = try Submission.doing(
            """
            deaf()
            if os.fork(): leave('pid', os.getpid()); wait('never')
            try: finish()
            finally: os._exit(0)
            """)
        let job = try await subject.local.submit(submission)
        let pid = try #require(Int(try await subject.awaited("pid", by: submission)))
        try await subject.local.stop(job, grace: 0)
        _ = try await subject.collected(job)
        #expect(!ProcFiles.isAlive(pid))
    }
}
