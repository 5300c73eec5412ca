import Engine
import Foundation
import RunModel
import TestKit
import Testing

/// What every executor must do.
@Suite(.timeLimit(.minutes(20)))
struct ExecutorConformance {
    @Test("an attempt submitted again and again is one job, after a restart and after its end too", arguments: ExecutorKind.allCases)
    func submittedTwice(_ kind: ExecutorKind) async throws {
        try await kind.with { subject in
            let submission = try Submission.doing("note('starts', 'x'); wait('go'); finish()")
            async let one = subject.executor.submit(submission)
            async let other = subject.executor.submit(submission)
            let names = try await [one, other]
            _ = try await subject.running(names[0])
            let restarted = try subject.restarted()
            var again = submission
            again.mayBeKnown = true
            let third = try await restarted.submit(again)
            try subject.leave("go", for: submission)
            let end = try await subject.ended(third)
            #expect(end.end?.outcome == .succeeded)
            #expect(Set(names + [third, try await subject.executor.submit(again), try await restarted.submit(again)]).count == 1)
            #expect(subject.left("starts", by: submission) == "x\n")
        }
    }

    @Test("an end has the job's word and its exit code", arguments: ExecutorKind.allCases, ["succeeded", "failed", "stopped"])
    func ends(_ kind: ExecutorKind, _ outcome: String) async throws {
        try await kind.with { subject in
            let job = try await subject.executor.submit(try .doing("finish('\(outcome)')"))
            let evidence = try await subject.collected(job)
            let end = try #require(evidence.end)
            #expect(end.outcome.rawValue == outcome)
            #expect(evidence.exitCode == Int(end.exitCode))
            #expect(evidence.signal == nil && !evidence.rebooted && !evidence.outOfMemory)
            #expect(try #require(evidence.startedAt) <= evidence.endedAt.addingTimeInterval(1))
        }
    }

    @Test("a job that ends without a word is known by its exit code and last lines", arguments: ExecutorKind.allCases)
    func exitCode(_ kind: ExecutorKind) async throws {
        try await kind.with { subject in
            let job = try await subject.executor.submit(try .doing("for n in range(60): say(f'line {n}')\nsys.exit(3)"))
            let evidence = try await subject.collected(job)
            #expect(evidence.end == nil && evidence.exitCode == 3 && evidence.signal == nil)
            #expect(evidence.lastLines == (10..<60).map { "line \($0)" })
        }
    }

    @Test("a job that the machine kills is known by the signal", arguments: ExecutorKind.allCases)
    func killed(_ kind: ExecutorKind) async throws {
        try await kind.with { subject in
            let job = try await subject.executor.submit(try .doing("say('far'); os.kill(os.getpid(), signal.SIGKILL)"))
            let evidence = try await subject.collected(job)
            #expect(evidence.end == nil && evidence.isKilled && evidence.lastLines == ["far"])
        }
    }

    @Test("a job stopped before it begins never begins", arguments: ExecutorKind.allCases)
    func stoppedBefore(_ kind: ExecutorKind) async throws {
        try await kind.with { subject in
            let submission = try Submission.doing("leave('ran'); finish()", before: "deaf(); leave('there'); wait('go')")
            let job = try await subject.executor.submit(submission)
            _ = try await subject.awaited("there", by: submission)
            try await subject.executor.stop(job, grace: 60)
            #expect(try await subject.ended(job).end == nil)
            try subject.leave("go", for: submission)
            #expect(try await subject.collected(job).end == nil)
            #expect(subject.left("ran", by: submission) == nil)
            #expect(try await subject.executor.submit(submission) == job)
            #expect(try await subject.ended(job).end == nil)
        }
    }

    @Test("a job that is told to stop may end in its own way", arguments: ExecutorKind.allCases)
    func stoppedDuring(_ kind: ExecutorKind) async throws {
        try await kind.with { subject in
            let submission = try Submission.doing(
                "signal.signal(signal.SIGTERM, lambda *_: finish('stopped')); leave('there'); wait('never')")
            let job = try await subject.executor.submit(submission)
            _ = try await subject.awaited("there", by: submission)
            try await subject.executor.stop(job, grace: 60)
            try await subject.executor.stop(job, grace: 60)
            let evidence = try await subject.collected(job)
            #expect(evidence.end?.outcome == .stopped && evidence.exitCode == 75)
        }
    }

    @Test("a job that heeds nothing is ended after the grace", arguments: ExecutorKind.allCases)
    func stoppedByForce(_ kind: ExecutorKind) async throws {
        try await kind.with { subject in
            let submission = try Submission.doing("deaf(); leave('there'); wait('never')")
            let job = try await subject.executor.submit(submission)
            _ = try await subject.awaited("there", by: submission)
            try await subject.executor.stop(job, grace: 0)
            #expect(try await subject.collected(job).isKilled)
        }
    }

    @Test("a stop after the end changes nothing", arguments: ExecutorKind.allCases)
    func stoppedAfter(_ kind: ExecutorKind) async throws {
        try await kind.with { subject in
            let job = try await subject.executor.submit(try .doing("finish()"))
            let before = try await subject.collected(job)
            try await subject.executor.stop(job, grace: 0)
            #expect(try await subject.ended(job) == before)
        }
    }

    @Test("a job that misses its deadline is ended", arguments: ExecutorKind.allCases)
    func deadline(_ kind: ExecutorKind) async throws {
        try await kind.with { subject in
            let job = try await subject.executor.submit(try .doing("deaf(); wait('never')", secondsLeft: 0))
            #expect(try await subject.collected(job).isKilled)
        }
    }

    @Test("a job that nobody has heard of is unknown, and stopping it is nothing", arguments: ExecutorKind.allCases)
    func unknown(_ kind: ExecutorKind) async throws {
        try await kind.with { subject in
            for job in ["r-20260102T030405-aaaaaaaa/1", "", "../../etc/passwd", "r-20260102T030405-aaaaaaaa/01"] {
                #expect(try await subject.executor.observe(job) == .unknown)
                #expect(try await subject.executor.log(job, from: 0, limit: 100).isEmpty)
                try await subject.executor.stop(job, grace: 0)
            }
        }
    }

    @Test("a log is read from any byte on, while it grows and after the end", arguments: ExecutorKind.allCases)
    func log(_ kind: ExecutorKind) async throws {
        try await kind.with { subject in
            let submission = try Submission.doing("say('first'); leave('said'); wait('go'); say('second'); sys.exit(0)")
            let job = try await subject.executor.submit(submission)
            _ = try await subject.awaited("said", by: submission)
            #expect(try await subject.executor.log(job, from: 0, limit: 100) == Array("first\n".utf8))
            #expect(try await subject.executor.log(job, from: 6, limit: 100).isEmpty)
            try subject.leave("go", for: submission)
            _ = try await subject.ended(job)
            #expect(try await subject.executor.log(job, from: 6, limit: 3) == Array("sec".utf8))
            #expect(try await subject.restarted().log(job, from: 9, limit: .max) == Array("ond\n".utf8))
            #expect(try await subject.executor.log(job, from: 1000, limit: 100).isEmpty)
        }
    }

    @Test("running jobs are listed, after a restart too, and ended ones are not", arguments: ExecutorKind.allCases)
    func list(_ kind: ExecutorKind) async throws {
        try await kind.with { subject in
            let submissions = try [Submission.doing("wait('go'); finish()"), .doing("wait('go'); finish()")]
            var jobs: [String] = []
            for submission in submissions { jobs.append(try await subject.executor.submit(submission)) }
            #expect(try await Set(subject.executor.list()) == Set(jobs))
            for job in jobs { _ = try await subject.running(job) }
            let restarted = try subject.restarted()
            #expect(try await Set(restarted.list()) == Set(jobs))
            try subject.leave("go", for: submissions[0])
            #expect(try await subject.ended(jobs[0], by: restarted).end?.outcome == .succeeded)
            try await eventually("only the other is listed") { try await restarted.list() == [jobs[1]] }
            try subject.leave("go", for: submissions[1])
            _ = try await subject.ended(jobs[1], by: restarted)
            try await eventually("none is listed") { try await restarted.list().isEmpty }
        }
    }

    @Test("progress is the last step and stage that the job told, and no stage can tell it", arguments: ExecutorKind.allCases)
    func progress(_ kind: ExecutorKind) async throws {
        try await kind.with { subject in
            let submission = try Submission.doing(
                """
                event(step='fetch'); event(step='reproduce'); say('bunsen other ' + json.dumps({'at': now(), 'step': 'publish'}))
                sys.stdout.write(f"bunsen {spec['nonce']} " + json.dumps({'at': now(), 'step': 'report'})); sys.stdout.flush()
                leave('there'); wait('go'); say(''); leave('then'); wait('end'); finish()
                """)
            let job = try await subject.executor.submit(submission)
            _ = try await subject.awaited("there", by: submission)
            // The last line is not whole yet.
            #expect(try await subject.running(job).step == .reproduce)
            #expect(try await subject.running(job, by: subject.restarted()).step == .reproduce)
            try subject.leave("go", for: submission)
            _ = try await subject.awaited("then", by: submission)
            try await eventually("the step is told") { try await subject.running(job).step == .report }
            try subject.leave("end", for: submission)
            #expect(try await subject.ended(job).lastLines.count == 1)
        }
    }

    @Test("news of an end comes by itself", arguments: ExecutorKind.allCases)
    func news(_ kind: ExecutorKind) async throws {
        try await kind.with { subject in
            let restarted: any Executor
            let submission = try Submission.doing("wait('go'); finish()")
            let news = subject.executor.changes()
            let job = try await subject.executor.submit(submission)
            _ = try await subject.running(job)
            restarted = try subject.restarted()
            let newsOfAdopted = restarted.changes()
            // As the engine does at each round.
            await restarted.expect([job])
            try subject.leave("go", for: submission)
            for stream in [news, newsOfAdopted] {
                for await name in stream {
                    #expect(name == job)
                    break
                }
            }
            #expect(try await subject.ended(job, by: restarted).end?.outcome == .succeeded)
        }
    }

    @Test("fifty jobs at once end each in its own way", arguments: ExecutorKind.allCases)
    func many(_ kind: ExecutorKind) async throws {
        try await kind.with { subject in
            let submissions = try (0..<50).map { try Submission.doing("say('I am \($0)'); wait('go'); sys.exit(\($0))") }
            try await withThrowingTaskGroup { group in
                for (number, submission) in submissions.enumerated() {
                    group.addTask {
                        let job = try await subject.executor.submit(submission)
                        _ = try await subject.running(job)
                        try subject.leave("go", for: submission)
                        let evidence = try await subject.collected(job)
                        #expect(evidence.exitCode == number && evidence.lastLines == ["I am \(number)"])
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await subject.executor.list().isEmpty)
        }
    }
}
