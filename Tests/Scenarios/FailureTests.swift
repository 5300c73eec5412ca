import Foundation
import RunModel
import TestKit
import Testing

@Suite(
    "A run that cannot succeed says why, and loses nothing", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct FailureTests {
    /// What is done to the pipeline, and the reason that must come out.
    enum Trouble: String, CaseIterable, Sendable {
        case stageFails, noRemote, brokenParameters, brokenPipeline, noDVCProject, unknownSettings, unknownParameter

        var reason: String {
            switch self {
            case .stageFails: "stage_failed"
            case .noRemote, .brokenParameters, .brokenPipeline, .noDVCProject, .unknownSettings, .unknownParameter: "misconfigured"
            }
        }

        /// What the message must name.
        var names: String {
            switch self {
            case .stageFails: "featurize"
            case .noRemote: "default remote"
            case .brokenParameters: "params.yaml"
            case .brokenPipeline: "dvc.yaml"
            case .noDVCProject: "no DVC project"
            case .unknownSettings: "environment.imag"
            case .unknownParameter: "train.rate"
            }
        }

        var directives: String { self == .unknownParameter ? ":ACME_RUN: -S train.rate=1\n:ACME_RUN_EXP:" : ":ACME_RUN:" }

        func make(_ pipeline: PipelineFixture) async throws {
            switch self {
            case .stageFails:
                try pipeline.scratch.write(
                    "echo \"working on $1\"; echo 'no such column: age' >&2; [ $1 != featurize ] || exit 3; cp \"$2\" \"$3\"\n",
                    to: "clone/step.sh")
            case .noRemote: try await Program.run(["dvc", "remote", "remove", "store"], in: pipeline.clone)
            case .brokenParameters: try pipeline.scratch.write("train: [0.1\n", to: "clone/params.yaml")
            case .brokenPipeline: try pipeline.scratch.write("stages: [}\n", to: "clone/dvc.yaml")
            case .noDVCProject: try FileManager.default.removeItem(atPath: "\(pipeline.clone)/.dvc")
            case .unknownSettings: try pipeline.scratch.write("environment: {imag: x}\n", to: "clone/.bunsen.yaml")
            case .unknownParameter: break
            }
        }
    }

    @Test(arguments: Trouble.allCases)
    func `trouble in the pushed commit ends with its reason`(trouble: Trouble) async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try await service.install(pipeline.bare)
        try await trouble.make(pipeline)
        try await service.serving { _ in
            let (sha, _) = try await pipeline.pushAndListen("Trouble\n\n\(trouble.directives)")
            let run = try #require(try await service.ended().first)
            #expect(run.state == "failed")
            #expect(run.reason == trouble.reason, "\(run)")
            let failure = try #require(run.failure)
            #expect(failure.message.contains(trouble.names), "\(failure)")
            #expect(!failure.remedy.isEmpty)
            #expect(try await pipeline.origin("rev-parse", "main") == sha.text)
            #expect(try await pipeline.origin("for-each-ref", "refs/bunsen/claim") == "")
            if trouble == .stageFails {
                #expect(failure.stage == "featurize")
                #expect(failure.lastLines?.contains("no such column: age") == true)
                let shown = try await service.bunsen("runs", "show", run.id)
                #expect(shown.output.contains("no such column: age"))
                let followed = try await service.bunsen("runs", "logs", "-f", run.id)
                #expect(followed.code == 1)
            }
            try await eventually("the failure is told on the commit") {
                try await pipeline.origin("for-each-ref", "refs/notes/bunsen") != ""
            }
            let note = try await pipeline.origin("notes", "--ref=bunsen", "show", sha.text)
            #expect(note.contains("\"reason\":\"\(trouble.reason)\""))
        }
    }

    @Test(
        "hostile directives start nothing and execute nothing",
        arguments: [
            ":ACME_RUN: ; touch PWNED", ":ACME_RUN: $(touch PWNED)", ":ACME_RUN: `touch PWNED`", ":ACME_RUN: --cwd /",
            ":ACME_RUN: | tee PWNED",
            ":ACME_RUN: --pull --no-such-flag", ":ACME_RUN: ../../etc/passwd", ":ACME_RUN: && touch PWNED", ":ACME_MEMORY: 12",
            ":ACME_RUN:\n:ACME_ON: nowhere",
        ])
    func hostile(directive: String) async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try await service.install(pipeline.bare)
        try await service.serving { _ in
            let (sha, said) = try await pipeline.pushAndListen(
                "Hm\n\n\(directive.replacing("PWNED", with: "\(pipeline.scratch.path)/pwned"))")
            #expect(said.contains("bunsen: nothing was started for main"), "\(said)")
            #expect(try await service.runs().isEmpty)
            #expect(!FileManager.default.fileExists(atPath: "\(pipeline.scratch.path)/pwned"))
            try await eventually("the mistakes are told on the commit") {
                try await pipeline.origin("for-each-ref", "refs/notes/bunsen") != ""
            }
            #expect(try await pipeline.origin("notes", "--ref=bunsen", "show", sha.text).contains("\"refused\""))
        }
    }

    @Test func `a branch that a program could take for an option is refused by name`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try await service.install(pipeline.bare)
        try await service.serving { _ in
            let (_, said) = try await pipeline.pushAndListen("Hm\n\n:ACME_RUN:", branch: "-x")
            #expect(said.contains("“refs/heads/-x” is no branch name that can be run"), "\(said)")
            #expect(try await service.runs().isEmpty)
        }
    }

    @Test func `more than this machine has ends at once, and names the limit`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try await service.install(pipeline.bare)
        try await service.serving { _ in
            let (_, said) = try await pipeline.pushAndListen("Big\n\n:ACME_RUN:\n:ACME_VCPUS: 64")
            #expect(said.contains("vCPUs: 64 asked, 4 there"), "\(said)")
            let run = try #require(try await service.ended().first)
            #expect(run.reason == "request_too_large")
        }
    }

    @Test func `cancelled, a run ends with its stage's whole process group`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try await service.install(pipeline.bare)
        try pipeline.hold("train")
        try await service.serving { _ in
            try await pipeline.pushAndListen("Stop me\n\n:ACME_RUN:")
            try await pipeline.reached("train")
            let id = try #require(try await service.runs().first?.id)
            let cancel = try await service.bunsen("runs", "cancel", id)
            #expect(cancel.code == 0, "\(cancel)")
            let run = try #require(try await service.ended(within: .seconds(30)).first)
            #expect(run.state == "cancelled", "\(run)")
            try await eventually("no process of the run is left", within: .seconds(10)) {
                Processes.mentioning(pipeline.scratch.path).allSatisfy { $0.contains("bunsen serve") || $0.contains("/bunsen\0serve") }
            }
            // What had finished is kept: a retry takes it from there, and the run's claim is free.
            try pipeline.release("train")
            #expect(try await service.bunsen("runs", "retry", id).code == 0)
            let again = try #require(try await service.ended().first)
            #expect(again.state == "succeeded", "\(again)")
            #expect(again.attempts == 2)
        }
    }

    @Test func `at its deadline a run is ended by itself`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch, settings: "defaults: {timeout: 12s}\n")
        try await service.install(pipeline.bare)
        try pipeline.hold("train")
        try await service.serving { _ in
            try await pipeline.pushAndListen("Too slow\n\n:ACME_RUN:")
            let run = try #require(try await service.ended(within: .seconds(90)).first)
            #expect(run.state == "failed")
            #expect(run.reason == "deadline", "\(run)")
        }
    }

    @Test func `at its deadline a run's job ends by itself also when the service is gone`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch, settings: "defaults: {timeout: 12s}\n")
        try await service.install(pipeline.bare)
        try pipeline.hold("train")
        let id = try await service.serving { serving in
            try await pipeline.pushAndListen("Too slow\n\n:ACME_RUN:")
            var id = ""
            try await eventually("it runs") {
                id = try await service.runs().first { $0.state == "running" }?.id ?? ""
                return !id.isEmpty
            }
            try serving.crash()
            return id
        }
        // Nobody watches now.
        let end = "\(service.state)/runs/\(id)/attempt-1/exit.json"
        try await eventually("the job has ended") { FileManager.default.fileExists(atPath: end) }
        #expect(try String(contentsOf: URL(filePath: end), encoding: .utf8).contains("\"deadline\""))
    }
}
