import Foundation
import Job
import RunModel
import TestKit
import Testing

@Suite("What follows a run", .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct AftermathTests {
    @Test("the report command is given the two revisions, and what it prints is the report's own section, without secrets")
    func section() async throws {
        let fixture = try await PipelineFixture.small([:])
        let sha = try await fixture.push("Report it")
        var job = JobFixture(pipeline: fixture)
        job.secrets = ["s3cret-of-a-stage"]
        job.settings.commands.report = [
            "sh", "-c", "echo \"# From $1 to $2\"; echo s3cret-of-a-stage; echo aside >&2; git cat-file -t $2", "own",
        ]
        let end = await job.run(try fixture.spec(sha))
        let report = try #require(end.report)
        let result = try #require(report.result?.commit)
        #expect(report.custom == "# From \(try await fixture.origin("rev-parse", "\(sha)^")) to \(result)\n‹redacted›\ncommit")
        #expect(report.remarks == [])
        #expect(job.log.text.contains("aside\n") && !job.log.text.contains("# From"))
        let note = try await fixture.origin("notes", "--ref=bunsen", "show", sha.text)
        #expect(note.contains("# From") && !note.contains("s3cret"))
    }

    @Test("the seed's diff-report.sh is called as the seed called it", arguments: [true, false])
    func script(scripts: Bool) async throws {
        let fixture = try await PipelineFixture.small(
            ["diff-report.sh": "#!/bin/sh\necho \"$# $3\"\ndvc metrics diff --md --all $1 $2 && echo compared\n"],
            executable: ["diff-report.sh"])
        let sha = try await fixture.push("Report it")
        var job = JobFixture(pipeline: fixture)
        job.settings.commands.scripts = scripts
        let end = await job.run(try fixture.spec(sha))
        let custom = try #require(end.report).custom
        #expect(scripts ? custom?.hasPrefix("3 --all\n| Path") == true && custom?.hasSuffix("|\n\ncompared") == true : custom == nil)
    }

    @Test("a report command that fails, cannot be started or prints too much is a remark, never a failure")
    func remarks() async throws {
        let fixture = try await PipelineFixture.small([:])
        let sha = try await fixture.push("Report it")
        var job = JobFixture(pipeline: fixture)
        func remarks(_ command: [String], _ state: String) async throws -> Report {
            job.settings.commands.report = command
            let end = await job.run(try fixture.spec(sha, state: state))
            #expect(end.outcome == .succeeded, "\(String(describing: end.failure))")
            return try #require(end.report)
        }
        let failed = try await remarks(["sh", "-c", "echo half; exit 4"], "a")
        #expect(failed.custom == "half" && failed.remarks == ["the repository's own report ended with exit code 4"])
        let missing = try await remarks(["./none"], "b")
        #expect(missing.custom == nil && missing.remarks == ["the repository's own report was not made: ./none: No such file or directory"])
        let long = try await remarks(["sh", "-c", "seq 1 100000"], "c")
        #expect(long.remarks == ["the repository's own report is longer than 64 KiB: the rest was left out"])
        #expect(long.custom.map { $0.utf8.count <= Report.customLimit && $0.hasSuffix("\n13107") || $0.utf8.count > 65_000 } == true)
    }

    @Test("the frozen stage `experiment` runs after an experiment, is not committed, and its failure leaves the result", arguments: [0, 5])
    func tracking(code: Int) async throws {
        let fixture = try await PipelineFixture.small([:])
        let place = fixture.scratch.path
        try fixture.scratch.write(
            """
            stages:
              s:
                cmd: echo $$ > made.txt
                params: [train.lr]
                outs: [made.txt]
              experiment:
                cmd: git -C \(fixture.bare) for-each-ref --format='%(refname)' refs/exps > \(place)/seen; exit \(code)
                deps: [made.txt]
                frozen: true

            """, to: "clone/dvc.yaml")
        let sha = try await fixture.push("Try it")
        let job = JobFixture(pipeline: fixture)
        let end = await job.run(try fixture.spec(sha, arguments: ["-S", "train.lr=0.5", "-n", "fast"], experiment: true))
        #expect(end.outcome == .succeeded, "\(String(describing: end.failure))\n\(job.log.text)")
        // After it was published, and for nothing that is published.
        #expect(try String(contentsOfFile: "\(place)/seen", encoding: .utf8).hasSuffix("/fast\n"), "\(job.log.text)")
        let states = Dictionary(uniqueKeysWithValues: end.report?.stages.map { ($0.name, $0.state) } ?? [])
        #expect(states == ["s": .done, "experiment": code == 0 ? .done : .failed])
        #expect(end.report?.remarks.count == (code == 0 ? 0 : 1))
        let branch = "experiment/\(sha.short)-fast"
        #expect(try await fixture.origin("show", "\(branch):dvc.yaml").contains("frozen: true"))
        #expect(!(try await fixture.origin("show", "\(branch):dvc.lock").contains("experiment")))
    }

    @Test("the frozen stage stays frozen where no experiment was asked for")
    func noTracking() async throws {
        let fixture = try await PipelineFixture.small([:])
        try fixture.scratch.write(
            "stages:\n  s: {cmd: echo made > made.txt, outs: [made.txt]}\n  experiment: {cmd: touch \(fixture.scratch.path)/seen, frozen: true}\n",
            to: "clone/dvc.yaml")
        let sha = try await fixture.push("Run it")
        let end = await JobFixture(pipeline: fixture).run(try fixture.spec(sha))
        #expect(end.outcome == .succeeded)
        #expect(!FileManager.default.fileExists(atPath: "\(fixture.scratch.path)/seen"))
    }

    @Test("files that report.exclude names are in neither table of the report")
    func excluded() async throws {
        let fixture = try await PipelineFixture()
        let sha = try await fixture.push("Run it")
        try fixture.scratch.write("x\n", to: "clone/.bunsen.yaml")
        try fixture.scratch.write("train:\n  lr: 0.2\n", to: "clone/params.yaml")
        let next = try await fixture.push("Change it")
        var job = JobFixture(pipeline: fixture)
        let all = await job.run(try fixture.spec(next))
        #expect(all.report?.base == sha)
        #expect(all.report?.metrics.map(\.file) == ["metrics.json"] && all.report?.params.map(\.file) == ["params.yaml"])
        job.settings.report.exclude = ["metrics.json", "*.yaml"].compactMap { Glob($0) }
        let none = await job.run(try fixture.spec(next, state: "other"))
        #expect(none.report?.metrics.isEmpty == true && none.report?.params.isEmpty == true)
    }
}
