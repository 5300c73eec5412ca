import Engine
import Foundation
import RunModel
import TestKit
import Testing

@Suite("Every end has a reason")
struct VerdictTests {
    @Test("each way in which an executor tells of an end", arguments: EndSample.all)
    func samples(sample: EndSample) throws {
        let verdict = Verdict(sample.evidence)
        #expect(EndSample.Outcome(verdict) == sample.outcome, "\(verdict)")
        guard case .failed(let failure) = verdict else { return }
        #expect(!failure.message.isEmpty && failure.remedy.hasSuffix("."), "\(failure)")
        // What was concluded, and not told by the job, names what it was concluded from.
        if sample.evidence.end == nil { #expect(failure.evidence?.isEmpty == false, "\(failure)") }
    }

    @Test func `the job's own success outweighs what happens to its machine afterwards`() async throws {
        let fixture = try EngineFixture()
        let run = try await fixture.taken(try fixture.push("a"))
        let report = Report(
            run: run.id, key: run.key, attempt: 1, outcome: "succeeded",
            trigger: Report.Trigger(repository: run.request.repository, branch: nil, commit: run.request.sha, subject: ""),
            asked: run.resources, times: Report.Times(started: .distantPast, ended: .distantPast))
        let end = JobEnd(outcome: .succeeded, report: report, endedAt: .distantPast)
        let word = BatchWord(statusReason: "Host EC2 (instance i-0) terminated.", containerReason: nil, exitCode: nil)
        #expect(Verdict(Evidence(end: end, word: .batch(word), endedAt: .distantPast)) == .succeeded(report))
    }

    @Test func `the stage that ran when the job died is named`() {
        let stage = JobEvent.StageProgress(stage: StageOutcome(name: "train", state: .running), n: 2, of: 4)
        let evidence = Evidence(
            end: nil, signal: 9, endedAt: .distantPast, progress: JobProgress(step: .reproduce, stage: stage), lastLines: ["epoch 3"])
        guard case .failed(let failure) = Verdict(evidence) else {
            Issue.record("not a failure")
            return
        }
        #expect(failure.stage == "train" && failure.message.contains("in stage train") && failure.lastLines == ["epoch 3"])
        #expect(failure.evidence == ["ended by signal 9 (KILL)", "the job left no last word"])
    }

    /// A real event, as far as it is looked at here.
    private struct Event: Decodable {
        let detail: Detail

        struct Detail: Decodable {
            let status: String
            let statusReason: String?
            let container: Container
        }

        struct Container: Decodable {
            let exitCode: Int?
            let reason: String?
        }
    }

    @Test(
        "real events of Batch give the reasons that are expected of them",
        .enabled(if: FileManager.default.fileExists(atPath: vectors.path), "the shared vectors are not beside the checkout"))
    func events() throws {
        struct Expected: Decodable { let outcomes: [String: String] }
        let expected = try JSONDecoder().decode(Expected.self, from: Data(contentsOf: Self.vectors.appending(path: "expect.json"))).outcomes
        let reasons: [String: FailureReason] = ["host-lost": .reclaimed, "out-of-memory": .outOfMemory, "start-error": .imagePull]
        var seen = 0
        for (name, outcome) in expected {
            let event = try JSONDecoder().decode(Event.self, from: Data(contentsOf: Self.vectors.appending(path: name))).detail
            guard event.status == "FAILED" else { continue }
            let word = BatchWord(
                statusReason: event.statusReason, containerReason: event.container.reason, exitCode: event.container.exitCode)
            // Of a pipeline that failed, the job itself tells; Batch alone says no more than the code.
            guard let reason = reasons[outcome] else {
                #expect(outcome == "user-error" && word.conclusion == nil)
                continue
            }
            let verdict = Verdict(Evidence(end: nil, word: .batch(word), exitCode: word.exitCode, endedAt: .distantPast))
            #expect(EndSample.Outcome(verdict) == .reason(reason), "\(name)")
            seen += 1
        }
        #expect(seen == 4)
    }

    private static let vectors = URL(filePath: Program.checkout).deletingLastPathComponent().appending(path: "shared/vectors/aws-batch")
}
