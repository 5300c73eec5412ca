import Foundation
import RunModel
import TestKit
import Testing

/// Runs of a sweep of Weights & Biases: the real `wandb agent`, a recorded server, and stages that log offline.
@Suite(
    "wandb agent", .limited, .enabled(if: Requirement.dvc && Requirement.program("wandb"), "needs dvc and wandb: run scripts/install.sh"))
struct WandbTests {
    private static let stage = """
        import json, os, yaml, wandb
        os.environ["WANDB_MODE"] = "offline"
        lr = yaml.safe_load(open("params.yaml"))["train"]["lr"]
        run = wandb.init(entity="lab", project="digits", settings=wandb.Settings(silent=True))
        run.log({"accuracy": lr})
        run.finish()
        print(f"wandb: \\033[33mView run\\033[0m calm-lake-1 at: https://wandb.example/lab/digits/runs/{run.id}?apiKey=x")
        json.dump({"accuracy": lr}, open("metrics.json", "w"))

        """

    private static let pipeline = """
        stages:
          train:
            cmd: python train.py
            deps: [train.py]
            params: [train.lr, train.name]
            metrics: [{metrics.json: {cache: false}}]

        """

    private func project() async throws -> PipelineFixture {
        let pipeline = try await PipelineFixture()
        try pipeline.scratch.write(Self.pipeline, to: "clone/dvc.yaml")
        try pipeline.scratch.write(Self.stage, to: "clone/train.py")
        try pipeline.scratch.write("train:\n  lr: 0.1\n  name: plain\n", to: "clone/params.yaml")
        return pipeline
    }

    @Test func `an agent's runs become experiments, each on the branch of its run, with the link in the report`() async throws {
        let pipeline = try await project()
        let sha = try await pipeline.push("Train")
        let before = try await pipeline.git("status", "--porcelain", "--branch", "--untracked-files=no")
        try await FakeWandb.serving(
            command: [BunsenProgram.path, "job", "--sweep", "${args_no_hyphens}"],
            runs: [
                (id: "first", parameters: ["train.lr": .decimal(0.2), "train.name": "a,b"]),
                (id: "second", parameters: ["train.lr": .decimal(0.7)]),
            ]
        ) { wandb in
            let agent = try await Program.result(
                ["wandb", "agent", "lab/digits/sw33p"], in: pipeline.clone,
                environment: wandb.environment.merging(["TMPDIR": pipeline.scratch.path]) { $1 })
            #expect(agent.code == 0, "\(agent)")
            for (run, lr) in [("first", "0.2"), ("second", "0.7")] {
                let branch = "sweep/sw33p/\(run)"
                #expect(try await pipeline.origin("show", "\(branch):metrics.json").contains(lr), "\(agent)")
                #expect(try await pipeline.origin("rev-parse", "\(branch)^") == sha.text)
                let listed = try await pipeline.origin("for-each-ref", "--format=%(refname)", "refs/exps")
                #expect(listed.contains("/\(run)"), "\(listed)")
            }
            #expect(try await pipeline.origin("show", "sweep/sw33p/first:params.yaml").contains("name: a,b"))
            let notes = try await pipeline.origin("notes", "--ref=bunsen", "show", sha.text).split(separator: "\n").map(String.init)
            let reports = try notes.map { try JSONDecoder.bunsen.decode(Report.self, from: Data($0.utf8)) }
            let logged = Set(reports.flatMap { $0.wandb ?? [] })
            #expect(
                logged
                    == Set(
                        ["first", "second"].map {
                            WandbRun(entity: "lab", project: "digits", run: $0, url: "https://wandb.example/lab/digits/runs/\($0)")
                        }))
            #expect(!agent.output.contains(String(repeating: "5", count: 40)), "the key is no secret any more")
        }
        #expect(try await pipeline.git("status", "--porcelain", "--branch", "--untracked-files=no") == before)
        // Only what failed is left to be looked at.
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(pipeline.scratch.path)/bunsen").isEmpty)
    }

    @Test func `what stages leave behind tells of runs that print nothing`() async throws {
        let pipeline = try await project()
        try pipeline.scratch.write(
            Self.stage.split(separator: "\n").filter { !$0.hasPrefix("print") }.joined(separator: "\n"), to: "clone/train.py")
        let service = try ServiceFixture(pipeline.scratch)
        _ = try await pipeline.push("Train")
        let ran = try await service.bunsen("run", "--json", in: pipeline.clone)
        struct Seen: Decodable {
            struct Report: Decodable { let wandb: [WandbRun]? }
            let report: Report?
        }
        let runs = try #require(try ran.json(Seen.self).report?.wandb, "\(ran)")
        #expect(runs.count == 1 && runs[0].entity == "lab" && runs[0].project == "digits" && runs[0].url == nil)
        let shown = try await service.bunsen("run", in: pipeline.clone)
        #expect(shown.output.contains("Weights & Biases") && shown.output.contains("lab/digits/\(runs[0].run)"), "\(shown)")
    }

    @Test func `a run whose job was killed goes on where it was, and has one result`() async throws {
        let pipeline = try await PipelineFixture()
        try pipeline.hold("train")
        _ = try await pipeline.push("Train")
        let environment = ["WANDB_SWEEP_ID": "sw33p", "WANDB_RUN_ID": "killed", "TMPDIR": pipeline.scratch.path]
        let file = "\(pipeline.scratch.path)/pid"
        let words = ["sh", "-c", "echo $$ > \(file); exec \(BunsenProgram.path) job --sweep train.lr=0.4"]
        async let killed = Program.result(words, in: pipeline.clone, environment: environment)
        try await pipeline.reached("train")
        try await Program.run(["kill", "-9", String(contentsOfFile: file, encoding: .utf8).trimmed])
        #expect(try await killed.code == 137)
        try pipeline.release("train")
        let result = try await Program.result(words, in: pipeline.clone, environment: environment)
        #expect(result.code == 0, "\(result)")
        #expect(try pipeline.ran("prepare") == 1 && pipeline.ran("featurize") == 1)
        #expect(try await pipeline.origin("show", "sweep/sw33p/killed:metrics.json").contains("0.4"))
        let again = try await Program.result(words, in: pipeline.clone, environment: environment)
        #expect(again.code == 0 && again.output.contains("is on the remote already"), "\(again)")
        #expect(try await pipeline.origin("for-each-ref", "--format=x", "refs/bunsen/result") == "x")
    }

    @Test(
        "mistakes start nothing",
        arguments: [
            (["train.lr=1"], [:], "WANDB_SWEEP_ID"),
            (["train.lr"], ["WANDB_SWEEP_ID": "s", "WANDB_RUN_ID": "r"], "NAME=VALUE"),
            (["train.lr=1"], ["WANDB_SWEEP_ID": "s", "WANDB_RUN_ID": "a..b"], "make no branch"),
            (["train.lr=1"], ["WANDB_SWEEP_ID": "s", "WANDB_RUN_ID": "r"], "is not on `origin`"),
        ] as [([String], [String: String], String)])
    func mistakes(parameters: [String], environment: [String: String], said: String) async throws {
        let pipeline = try await project()
        try await pipeline.git("commit", "--quiet", "-am", "Not pushed")
        let result = try await Program.result(
            [BunsenProgram.path, "job", "--sweep"] + parameters, in: pipeline.clone, environment: environment)
        #expect(result.code == 2 && result.error.contains(said), "\(result)")
        #expect(try await pipeline.origin("for-each-ref", "--format=%(refname)") == "refs/heads/main")
    }
}
