import Foundation
import Job
import RunModel
import TestKit
import Testing

/// A pipeline of one stage, and whatever programs of its own a repository brings.
extension PipelineFixture {
    static func small(_ files: [String: String], executable: [String] = []) async throws -> PipelineFixture {
        let fixture = try await PipelineFixture()
        try fixture.scratch.write("stages:\n  s:\n    cmd: echo made > made.txt\n    outs: [made.txt]\n", to: "clone/dvc.yaml")
        try fixture.scratch.write("x\n", to: "clone/.bunsen.yaml")
        for (name, text) in files { try fixture.scratch.write(text, to: "clone/\(name)") }
        for name in executable { try await Program.run(["chmod", "+x", "\(fixture.clone)/\(name)"]) }
        return fixture
    }
}

@Suite("A repository's own run command", .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct RepositoryCommandTests {
    @Test("takes the place of dvc repro alone: its result is pushed, committed and reported as any other")
    func replaces() async throws {
        let fixture = try await PipelineFixture.small(["own.sh": "echo \"$#:$1 $ACME_RUN_ARGS ${ACME_RUN_EXP:-none}\"\ndvc repro --quiet\n"]
        )
        let sha = try await fixture.push("Run it\n\n:ACME_RUN: --force s")
        var job = JobFixture(pipeline: fixture)
        job.settings.commands.run = ["sh", "own.sh", "{args}"]
        let end = await job.run(try fixture.spec(sha, arguments: ["--force", "s"]))

        #expect(end.outcome == .succeeded, "\(String(describing: end.failure))\n\(job.log.text)")
        #expect(job.log.text.contains("2:--force --force s none\n"))
        #expect(end.report?.outcome == "succeeded")
        #expect(end.report?.stages.map(\.name) == ["sh own.sh --force s"])
        #expect(end.report?.stages.map(\.state) == [.done])
        #expect(try await fixture.origin("log", "-1", "--format=%s", "main").hasSuffix(": sh own.sh --force s (1 of 1 stages ran)"))
        #expect(try await fixture.origin("show", "--format=", "--name-only", "main").contains("dvc.lock"))
        let elsewhere = "\(fixture.scratch.path)/elsewhere"
        try await Program.run(["git", "clone", "--quiet", fixture.bare, elsewhere])
        try await Program.run(["dvc", "pull", "--quiet"], in: elsewhere)
        #expect(try String(contentsOfFile: "\(elsewhere)/made.txt", encoding: .utf8) == "made\n")
    }

    @Test("an experiment's command is told so, and finds its parameters set")
    func experiment() async throws {
        let fixture = try await PipelineFixture.small(["own.sh": "echo \"exp $ACME_RUN_EXP: $ACME_RUN_ARGS: $(cat params.yaml)\"\n"])
        let sha = try await fixture.push("Try it")
        var job = JobFixture(pipeline: fixture)
        job.settings.commands.run = ["sh", "own.sh"]
        let end = await job.run(try fixture.spec(sha, arguments: ["-S", "train.lr=0.5"], experiment: true))
        #expect(end.outcome == .succeeded, "\(String(describing: end.failure))\n\(job.log.text)")
        #expect(job.log.text.contains("exp 1: -S train.lr=0.5: train:\n  lr: 0.5\n"))
    }

    @Test("that fails ends the run with its exit code and last lines, and publishes nothing")
    func fails() async throws {
        let fixture = try await PipelineFixture.small(["own.sh": "echo about to break\nexit 7\n"])
        let sha = try await fixture.push("Break it")
        var job = JobFixture(pipeline: fixture)
        job.settings.commands.run = ["sh", "own.sh"]
        let end = await job.run(try fixture.spec(sha))
        #expect(end.failure?.reason == .stageFailed)
        #expect(end.failure?.message == "The repository's own run command `sh own.sh` ended with exit code 7.")
        #expect(end.failure?.exitCode == 7 && end.failure?.lastLines.contains("about to break") == true)
        #expect(try await fixture.origin("rev-parse", "main") == sha.text)
    }

    @Test("that is not there is a mistake of the settings")
    func missing() async throws {
        let fixture = try await PipelineFixture.small([:])
        let sha = try await fixture.push("Run it")
        var job = JobFixture(pipeline: fixture)
        job.settings.commands.run = ["./none.sh"]
        let end = await job.run(try fixture.spec(sha))
        #expect(end.failure?.reason == .misconfigured)
        #expect(end.failure?.message.contains("./none.sh: No such file or directory") == true)
    }

    @Test("is stopped with all that it started, and the job says that it can go on")
    func stopped() async throws {
        let fixture = try await PipelineFixture.small([:])
        let place = fixture.scratch.path
        try fixture.scratch.write(
            "setsid sh -c 'while :; do touch \(place)/alive; sleep 0.1; done' &\necho $$ > \(place)/at\nsleep 60\n", to: "clone/own.sh")
        let sha = try await fixture.push("Run it")
        var job = JobFixture(pipeline: fixture)
        job.settings.commands.run = ["sh", "own.sh"]
        let spec = try fixture.spec(sha)
        let end = try await withThrowingTaskGroup(of: Void.self) { [job] group in
            group.addTask {
                try await eventually("the command runs") { FileManager.default.fileExists(atPath: "\(place)/alive") }
                await job.stop.stop(.asked)
            }
            let end = await job.run(spec)
            try await group.waitForAll()
            return end
        }
        #expect(end.outcome == .stopped)
        try FileManager.default.removeItem(atPath: "\(place)/alive")
        try await Task.sleep(for: .milliseconds(300))
        #expect(!FileManager.default.fileExists(atPath: "\(place)/alive"))
    }

    @Test(
        "does not see what the sandbox hides, and cannot write what is Bunsen's",
        .enabled(if: Requirement.program("bwrap"), "needs bubblewrap"))
    func sandboxed() async throws {
        let fixture = try await PipelineFixture.small([:])
        try fixture.scratch.write("hidden\n", to: "state/secret")
        let sha = try await fixture.push("Look around")
        let spec = try fixture.spec(sha)
        var job = JobFixture(pipeline: fixture)
        let look = "cat \(fixture.scratch.path)/state/secret; touch \(spec.places.work)/git/config || echo read-only"
        job.settings.commands.run = ["sh", "-c", look]
        job.settings.commands.report = ["sh", "-c", look]
        let end = await job.run(spec)
        #expect(end.outcome == .succeeded, "\(String(describing: end.failure))\n\(job.log.text)")
        #expect(job.log.text.contains("read-only") && !job.log.text.contains("hidden\n"))
        #expect(end.report?.custom == "read-only")
    }

    @Test("a look runs no command: nobody knows what it would do")
    func onlyLooks() async throws {
        let fixture = try await PipelineFixture.small([:])
        let sha = try await fixture.push("Run it")
        var job = JobFixture(pipeline: fixture)
        job.settings.commands.run = ["sh", "-c", "echo ran"]
        var spec = try fixture.spec(sha)
        spec.onlyLooks = true
        #expect(await job.run(spec).outcome == .mustRun)
        #expect(!job.log.text.contains("ran\n"))
    }

    @Test(
        "is the seed's job-run.sh, if the commit has it as executable and the settings do not say otherwise", arguments: [true, false],
        [true, false])
    func script(isExecutable: Bool, scripts: Bool) async throws {
        let fixture = try await PipelineFixture.small(
            ["job-run.sh": "#!/bin/sh\necho from the script\n"], executable: isExecutable ? ["job-run.sh"] : [])
        let sha = try await fixture.push("Run it")
        var job = JobFixture(pipeline: fixture)
        job.settings.commands.scripts = scripts
        let end = await job.run(try fixture.spec(sha))
        let expected = isExecutable && scripts ? "./job-run.sh" : "s"
        #expect(end.report?.stages.map(\.name) == [expected], "\(String(describing: end.failure))\n\(job.log.text)")
        #expect(job.log.text.contains("from the script\n") == (expected == "./job-run.sh"))
    }

    @Test("of the operator's ACME_RUN_COMMAND goes before the repository's, split as a directive is")
    func operators() async throws {
        let fixture = try await PipelineFixture.small(["job-run.sh": "#!/bin/sh\necho script\n"], executable: ["job-run.sh"])
        let sha = try await fixture.push("Run it")
        var job = JobFixture(pipeline: fixture)
        job.environment = ["ACME_RUN_COMMAND": "echo 'one  two' $HOME"]
        job.settings.commands.run = ["echo", "three"]
        let end = await job.run(try fixture.spec(sha))
        #expect(end.outcome == .succeeded, "\(String(describing: end.failure))\n\(job.log.text)")
        #expect(job.log.text.contains("\none  two $HOME\n"))

        job.environment = ["ACME_RUN_COMMAND": "echo 'one"]
        #expect(await job.run(try fixture.spec(sha, state: "other")).failure?.reason == .misconfigured)
    }
}
