import Foundation
import RunModel
import Testing
import Web

@testable import Commands

@Suite("A run's progress off a terminal")
struct ProgressTests {
    @Test("steps, stages, output and the end are plain lines, each whole")
    func lines() async throws {
        let child = try await #require(processExitsWith: .success, observing: [\.standardOutputContent]) {
            var renderer = ProgressRenderer(Terminal(.output, environment: ["TERM": "dumb"]))
            var run = try Samples.run("accepted")
            run.attempts = 0
            run.queueReason = "next in the queue of local"
            renderer.show(.run(run))
            run.queueReason = nil
            run.state = "running"
            run.attempts = 1
            renderer.show(.run(run))
            renderer.show(.run(run))
            for step in JobStep.allCases { renderer.show(.event(JobEvent(at: Samples.time, step: step))) }
            func stage(_ name: String, _ state: StageOutcome.State, _ n: Int, _ seconds: Double? = nil) {
                let outcome = StageOutcome(name: name, state: state, seconds: seconds)
                renderer.show(.event(JobEvent(at: Samples.time, stage: JobEvent.StageProgress(stage: outcome, n: n, of: 4))))
            }
            stage("prepare", .unchanged, 1)
            stage("featurize", .cached, 2, 0.1)
            stage("train", .running, 3)
            renderer.show(.output("10%\r50%\r100%\r"))
            renderer.show(.output("\r"))
            stage("train", .done, 3, 61)
            stage("evaluate", .running, 4)
            stage("evaluate", .failed, 4, 2)
            renderer.show(.event(JobEvent(at: Samples.time, note: JobEvent.Note(.info, "not shown"))))
            renderer.show(.event(JobEvent(at: Samples.time, note: JobEvent.Note(.warning, "mind this"))))
            renderer.show(.event(JobEvent(at: Samples.time, note: JobEvent.Note(.error, "this is wrong"))))
            run.state = "failed"
            run.endedAt = Samples.time
            run.history[0].cause = "stage evaluate failed"
            renderer.show(.run(run))
            renderer.refresh()
            renderer.finish()
        }
        let said = String(decoding: child.standardOutputContent, as: UTF8.self)
        let expected = """
            accepted
              waiting: next in the queue of local
            running
            ▸ fetching the commit
            ▸ preparing the environment
            ▸ reproducing
            ▸ pushing data to the DVC remote
            ▸ publishing the result
            ✓ stage 1 of 4 · prepare · unchanged
            ✓ stage 2 of 4 · featurize · from the cache
            ▸ stage 3 of 4 · train
              │ 100%
              │ \("")
            ✓ train · 1m 01s
            ▸ stage 4 of 4 · evaluate
            ✗ evaluate failed after 2.0 s
            ! mind this
            ✗ this is wrong
            failed · stage evaluate failed

            """
        #expect(said == expected)
    }

    @Test("nothing that a run says acts on the terminal")
    func hostile() async throws {
        let child = try await #require(processExitsWith: .success, observing: [\.standardOutputContent]) {
            var renderer = ProgressRenderer(Terminal(.output, environment: ["TERM": "dumb"]))
            let bad = Samples.hostile
            renderer.show(.output(bad))
            renderer.show(.event(JobEvent(at: Samples.time, note: JobEvent.Note(.error, bad))))
            for state in [StageOutcome.State.running, .done, .cached, .unchanged, .failed] {
                let outcome = StageOutcome(name: bad, state: state)
                renderer.show(.event(JobEvent(at: Samples.time, stage: JobEvent.StageProgress(stage: outcome, n: 1, of: 1))))
            }
            var run = try Samples.run("waiting")
            run.queueReason = bad
            run.history[0].cause = bad
            renderer.show(.run(run))
        }
        let said = String(decoding: child.standardOutputContent, as: UTF8.self)
        #expect(said.controls.isEmpty && said.split(separator: "\n").count == 9)
    }

    @Test("a second attempt is said to be one")
    func attempt() async throws {
        let child = try await #require(processExitsWith: .success, observing: [\.standardOutputContent]) {
            var renderer = ProgressRenderer(Terminal(.output, environment: ["TERM": "dumb"]))
            var run = try Samples.run("running")
            renderer.show(.run(run))
            run.attempts = 2
            renderer.show(.run(run))
        }
        #expect(String(decoding: child.standardOutputContent, as: UTF8.self) == "running\nrunning (attempt 2)\n")
    }
}
