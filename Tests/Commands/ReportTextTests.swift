import Foundation
import RunModel
import Testing
import Web

@testable import Commands

@Suite("A run's report on a terminal")
struct ReportTextTests {
    private func lines(_ run: RunDocument) -> [String] {
        ReportText(terminal: Terminal(.output, environment: ["TERM": "dumb"])).lines(run)
    }

    @Test("the outcome comes first, then what was run")
    func head() throws {
        var run = try Samples.reported { $0.times.queueSeconds = 75 }
        run.attempts = 2
        run.report?.resources.peakMemoryKiB = 1_536_000
        let lines = lines(run)
        #expect(
            lines[0] == "\(run.id)  succeeded  2m 05s · 2 attempts · 1m 15s in the queue")
        #expect(lines[1] == "b main @ aaaaaaa  Try it")
        #expect(lines.suffix(3) == ["", "Resources", "  peak memory 1.5 of 2 GiB asked"])
    }

    @Test("a run without a report has its first two lines", arguments: ["accepted", "running", "cancelled", "superseded"])
    func bare(state: String) throws {
        #expect(try lines(Samples.run(state)).count == 2)
    }

    @Test("metrics and parameters show before, after and the difference in columns")
    func metrics() throws {
        let run = try Samples.reported { report in
            report.metrics = [
                MetricChange(file: "m.json", name: "acc", before: .number(0.5), after: .number(0.75), delta: 0.25, better: true),
                MetricChange(file: "m.json", name: "a.longer.name", before: .integer(3), after: nil),
                MetricChange(
                    file: "m.json", name: "loss", before: .number(0.1), after: .number(0.30000000000000004), delta: 0.2, better: false),
            ]
            report.params = [ParamChange(file: "params.yaml", name: "lr", before: nil, after: .text("1e-3"))]
        }
        let lines = lines(run)
        #expect(
            lines[2...] == [
                "1 metric worse, 1 better, 1 gone: loss 0.1 → 0.3 (+200 %) worse · acc 0.5 → 0.75 (+50 %) better", "", "Metrics",
                "  m.json:loss           0.1  →  0.3   +0.2 (+200 %) worse", "  m.json:acc            0.5  →  0.75  +0.25 (+50 %) better",
                "  m.json:a.longer.name  3    →  –     gone", "", "Parameters", "  params.yaml:lr  –  →  1e-3",
            ])
    }

    @Test("more than forty metrics are counted, not shown")
    func many() throws {
        let changes = (1...55).map { MetricChange(file: "m", name: "\($0)", before: nil, after: .integer($0)) }
        let lines = try lines(Samples.reported { $0.metrics = changes })
        #expect(lines.count { $0.contains("→") } == 40)
        #expect(lines.last == "  and 15 more: --json has them all")
    }

    @Test("a failure tells what happened, its stage, the last lines and what to do")
    func failure() throws {
        var run = try Samples.reported("failed") { report in
            report.stages = [
                StageOutcome(name: "prepare", state: .cached, seconds: 0.1), StageOutcome(name: "train", state: .failed, seconds: 61),
            ]
        }
        run.reason = "stage_failed"
        run.failure = Failure(
            .stageFailed, "stage train failed with exit code 1", remedy: "Look at its output.", stage: "train",
            lastLines: (1...30).map { "line \($0)" })
        let lines = lines(run)
        #expect(lines[0].hasPrefix("\(run.id)  failed (stage_failed)  2m 05s"))
        #expect(lines[2...4] == ["", "✗ stage train failed with exit code 1", "  stage: train"])
        #expect(lines[5..<25] == ArraySlice((11...30).map { "  │ line \($0)" }))
        #expect(
            lines[25...] == [
                "  what to do: Look at its output.", "  look into it: bunsen runs open \(run.id)  a shell where it has worked",
                "  look into it: bunsen runs logs \(run.id)  the whole log", "", "Stages", "  prepare  cached", "  train    failed  1m 01s",
            ])
    }

    @Test("a failure of an attempt before the good one is not told any more")
    func mended() throws {
        var run = try Samples.reported()
        run.failure = Failure(.nodeFailed, "the machine went away", remedy: "nothing")
        #expect(!lines(run).contains { $0.contains("went away") })
    }

    @Test("what the repository's own command printed is shown line by line, without what moves a cursor")
    func custom() throws {
        let lines = try lines(Samples.reported { $0.custom = "# Title\n\nbad \(Samples.hostile)" })
        #expect(lines.suffix(5).dropLast(3) == ["", "The repository's own report"])
        #expect(lines.suffix(3) == ["  # Title", "  ", "  bad [31mx]0;t2Jy"])
    }

    @Test("what could not be read for the report is said")
    func remarks() throws {
        let lines = try lines(Samples.reported { $0.remarks = ["metrics.json is no JSON"] })
        #expect(lines.suffix(2) == ["", "! metrics.json is no JSON"])
    }
}
