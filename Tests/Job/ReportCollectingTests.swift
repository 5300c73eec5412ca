import Foundation
import RunModel
import TestKit
import Testing

@Suite(
    "What a job collects for its report", .timeLimit(.minutes(20)), .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct ReportCollectingTests {
    /// A stage that makes data, a curve that git keeps, a picture and a metric.
    private static let pipeline = """
        stages:
          train:
            cmd: mkdir -p out && cp params.yaml out/a && cp params.yaml "out/b ü" && sh curve.sh && cp curve.sh pic.png && head -c 4000000 /dev/urandom | sha256sum > noise
            params: [lr]
            deps: [curve.sh]
            outs: [out, noise]
            metrics: [{metrics.json: {cache: false}}]
            plots:
            - curve.csv: {cache: false, x: step, y: loss}
            - pic.png
        """
    private static let curve = """
        lr=$(sed -n 's/lr: //p' params.yaml)
        printf 'step,loss\\n0,1\\n1,%s\\n' "$lr" > curve.csv
        printf '{"test": {"loss": %s}}' "$lr" > metrics.json

        """

    private func house() async throws -> PipelineFixture {
        let fixture = try await PipelineFixture()
        try fixture.scratch.write(Self.pipeline, to: "clone/dvc.yaml")
        try fixture.scratch.write(Self.curve, to: "clone/curve.sh")
        try fixture.scratch.write("lr: 0.5\n", to: "clone/params.yaml")
        try fixture.scratch.write("old\n", to: "clone/old.txt")
        try await Program.run(["dvc", "add", "--quiet", "old.txt"], in: fixture.clone)
        try await Program.run(["dvc", "repro", "--quiet"], in: fixture.clone)
        try await Program.run(["dvc", "push", "--quiet"], in: fixture.clone)
        _ = try await fixture.push("Run by hand")
        return fixture
    }

    private func change(_ fixture: PipelineFixture) async throws -> CommitSHA {
        try fixture.scratch.write("lr: 0.25\n", to: "clone/params.yaml")
        try await Program.run(["dvc", "remove", "old.txt.dvc"], in: fixture.clone)
        return try await fixture.push("Halve it")
    }

    @Test func `metrics, parameters, data, plots and what was used`() async throws {
        let fixture = try await house()
        let sha = try await change(fixture)
        let spec = try fixture.spec(sha)
        let end = await JobFixture(pipeline: fixture).run(spec)
        let report = try #require(end.report)
        try #require(end.outcome == .succeeded, "\(end)")
        #expect(
            report.metrics == [
                MetricChange(file: "metrics.json", name: "test.loss", before: .number(0.5), after: .number(0.25), delta: -0.25)
            ])
        #expect(report.params == [ParamChange(file: "params.yaml", name: "lr", before: .number(0.5), after: .number(0.25))])
        // Two files of `lr: 0.25` and the end of a line; what git keeps is no data.
        #expect(
            report.data == [
                DataChange(path: "noise", before: .init(size: 68), after: .init(size: 68)),
                DataChange(path: "old.txt", before: .init(size: 4), after: nil),
                DataChange(path: "out/", before: .init(size: 16, files: 2), after: .init(size: 18, files: 2)),
            ])
        let plots = try #require(report.plots, "\(report.remarks)")
        #expect(plots.ref == "refs/bunsen/plots/\(spec.key.short)")
        #expect(plots.drawings == [Plots.Drawing(name: "curve.csv", file: "1.svg")])
        #expect(report.remarks == ["pictures are not shown: pic.png"])
        #expect(try await fixture.origin("rev-parse", plots.ref) == plots.commit.text)
        #expect(try await fixture.origin("rev-list", "--count", plots.ref) == "1")
        let svg = try await fixture.origin("cat-file", "blob", "\(plots.commit):1.svg")
        #expect(svg.hasPrefix("<svg") && svg.contains("before") && svg.contains("after"))
        #expect(report.resources.cpuSeconds ?? 0 > 0 && report.resources.peakMemoryKiB ?? 0 > 10_000, "\(report.resources)")
        #expect(report.resources.gpus == nil)
        // The same once more, of another machine: it adopts the result, and may put its own drawings there.
        let again = await JobFixture(pipeline: fixture).run(try fixture.spec(sha, attempt: 2, state: "other", run: spec.run))
        let second = try #require(again.report?.plots)
        #expect(try await fixture.origin("rev-parse", plots.ref) == second.commit.text)
    }

    @Test func `what report.exclude names is neither drawn nor named, and a base that is not there is told`() async throws {
        let fixture = try await house()
        try fixture.scratch.write("x\n", to: "clone/.bunsen.yaml")
        let sha = try await change(fixture)
        var job = JobFixture(pipeline: fixture)
        job.settings.report.exclude = ["*.csv", "*.png", "out", "metrics.json", "old*"].compactMap { Glob($0) }
        job.settings.report.base = "no-such-branch"
        let report = try #require(await job.run(try fixture.spec(sha)).report)
        #expect(report.plots == nil && report.metrics.isEmpty && report.data?.map(\.path) == ["noise"])
        #expect(report.remarks == ["the base “no-such-branch” could not be fetched; the parent of the commit stands in for it"])
        #expect(try await fixture.origin("for-each-ref", "refs/bunsen/plots").isEmpty)
    }

    @Test func `a DVC without vl-convert, and a remote that refuses drawings, cost a remark and no run`() async throws {
        let fixture = try await house()
        let sha = try await change(fixture)
        try fixture.scratch.write("raise ImportError('as if it were not here')\n", to: "hidden/vl_convert.py")
        var job = JobFixture(pipeline: fixture)
        job.environment["PYTHONPATH"] = "\(fixture.scratch.path)/hidden"
        let without = await job.run(try fixture.spec(sha))
        #expect(without.outcome == .succeeded && without.report?.plots == nil)
        #expect(without.report?.remarks.first?.contains("pip install vl-convert-python") == true, "\(without.report?.remarks ?? [])")
        try fixture.scratch.write(
            "#!/bin/sh\ncase $1 in refs/bunsen/plots/*) echo 'no pictures here' >&2; exit 1;; esac\n", to: "project.git/hooks/update")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(fixture.bare)/hooks/update")
        let refused = await JobFixture(pipeline: fixture).run(try fixture.spec(sha, state: "other"))
        #expect(refused.outcome == .succeeded && refused.report?.plots == nil)
        #expect(refused.report?.remarks.contains { $0.contains("no pictures here") } == true, "\(refused.report?.remarks ?? [])")
    }

    @Test func `what a stage must not print does not get out by its plots`() async throws {
        let fixture = try await house()
        try fixture.scratch.write(
            Self.pipeline.replacing("x: step, y: loss", with: "x: step, y: hushhush123"), to: "clone/dvc.yaml")
        try fixture.scratch.write(
            Self.curve.replacing("step,loss", with: "step,hushhush123"), to: "clone/curve.sh")
        let sha = try await change(fixture)
        var job = JobFixture(pipeline: fixture)
        job.secrets = ["hushhush123"]
        let plots = try #require(await job.run(try fixture.spec(sha)).report?.plots)
        let svg = try await fixture.origin("cat-file", "blob", "\(plots.commit):1.svg")
        #expect(svg.hasPrefix("<svg") && !svg.contains("hushhush123"))
    }

    @Test func `the GPUs that the job was given are looked at while it runs, and a failed run tells what it used too`() async throws {
        let fixture = try await PipelineFixture()
        let looks = "\(fixture.scratch.path)/looks"
        let program = """
            #!/bin/sh
            echo "$@" >> \(looks)
            printf '0, Tesla T4, 10, 100, 15360\\n1, Tesla T4, 40, 2048, 15360\\n'

            """
        try fixture.scratch.write("", to: "looks")
        try fixture.scratch.write(program, to: "bin/nvidia-smi")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(fixture.scratch.path)/bin/nvidia-smi")
        // Until it is looked at a second time: the first look counts by then.
        let step = "until [ $(wc -l < \(looks)) = 2 ]; do sleep 0.05; done; exit 3\n"
        try fixture.scratch.write(step, to: "clone/step.sh")
        var spec = try fixture.spec(try await fixture.push("Fail"))
        spec.resources.gpus = 1
        spec.visibleGPUs = "1"
        var job = JobFixture(pipeline: fixture)
        job.environment["PATH"] = "\(fixture.scratch.path)/bin:\(Program.environment["PATH"] ?? "")"
        let end = await job.run(spec)
        #expect(end.outcome == .failed)
        let used = try #require(end.report?.resources)
        #expect(used.gpus == [Report.GPU(name: "Tesla T4", utilization: 0.4, peakMemoryMiB: 2048, memoryMiB: 15360)])
        #expect(used.cpuSeconds ?? 0 > 0)
        let asked = try String(contentsOfFile: looks, encoding: .utf8)
        #expect(asked.contains("--query-gpu=index,name,utilization.gpu,memory.used,memory.total --format=csv,noheader,nounits"))
    }
}
