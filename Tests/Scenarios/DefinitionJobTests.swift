import Foundation
import RunModel
import TestKit
import Testing

/// Jobs of definitions as the seed had them: `job-setup.sh REPO BRANCH`, with the runner mounted from the host.
@Suite("job-setup.sh", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct DefinitionJobTests {
    let pipeline: PipelineFixture
    private let token = "token-for-tests-\(UUID().uuidString.lowercased().filter { $0 != "-" })"

    init() async throws {
        pipeline = try await PipelineFixture()
        try await Program.run(["mkdir", "-p", "\(pipeline.scratch.path)/mounted"])
        for file in ["\(Program.checkout)/deploy/image/job-setup.sh", BunsenProgram.path] {
            try await Program.run(["cp", file, "\(pipeline.scratch.path)/mounted/"])
        }
    }

    private func setup(_ words: [String], _ environment: [String: String] = [:]) async throws -> Program.Result {
        try await Program.result(
            ["\(pipeline.scratch.path)/mounted/job-setup.sh"] + words,
            environment: ["TMPDIR": pipeline.scratch.path, "BUNSEN_CACHE": pipeline.scratch.path, "BUNSEN_FORGE_TOKEN": token]
                .merging(environment) { $1 })
    }

    @Test func `without a service, a repository and a branch are enough, and a second attempt finds the first one's run`() async throws {
        try await pipeline.serving(token: token) { url in
            let sha = try await pipeline.push("Run it")
            _ = try await pipeline.push("A later one")
            let variables = ["BUNSEN_SHA": sha.text, "AWS_BATCH_JOB_ID": UUID().uuidString, "ACME_RUN_ARGS": "prepare"]
            let first = try await setup([url, "main"], variables.merging(["AWS_BATCH_JOB_ATTEMPT": "1"]) { $1 })
            #expect(first.code == 0, "\(first)")
            #expect(try pipeline.stagesRun() == ["prepare"])
            let refs = try await pipeline.origin("for-each-ref", "--format=%(refname)", "refs/bunsen/result")
            #expect(refs.split(separator: "\n").count == 1)
            let notes = try await pipeline.origin("notes", "--ref=bunsen", "show", sha.text)
            #expect(FileManager.default.fileExists(atPath: "\(pipeline.scratch.path)/project/files"), "the cache is the mounted one")
            let second = try await setup([url, "main"], variables.merging(["AWS_BATCH_JOB_ATTEMPT": "2"]) { $1 })
            #expect(second.code == 0 && second.output.contains("is on the remote already"), "\(second)")
            #expect(try pipeline.stagesRun() == ["prepare"])
            #expect(try await pipeline.origin("notes", "--ref=bunsen", "show", sha.text).split(separator: "\n").count == 1, "\(notes)")
            #expect(!first.output.contains(token) && !second.output.contains(token))
        }
    }

    @Test func `the seed's variables ask for an experiment; a spec by environment goes before them`() async throws {
        try await pipeline.serving(token: token) { url in
            let sha = try await pipeline.push("Run it")
            let experiment = try await setup([url, "main"], ["ACME_RUN_EXP": "1", "ACME_RUN_ARGS": "-S train.lr=0.5 -n half"])
            #expect(experiment.code == 0, "\(experiment)")
            #expect(try await pipeline.origin("show", "experiment/\(sha.short)-half:params.yaml").contains("lr: 0.5"))
            var spec = try pipeline.spec(sha, arguments: ["train"])
            spec.cloneURL = url
            let told = try await setup(["elsewhere", "main"], ["BUNSEN_JOB_SPEC": try spec.variableValue(), "ACME_RUN_EXP": "1"])
            #expect(told.code == 0, "\(told)")
            #expect(try await pipeline.origin("log", "-1", "--format=%s", "main").contains("\(spec.run)"))
        }
    }

    @Test(
        "mistakes start nothing",
        arguments: [
            (["x"], [:], "needs a repository and a branch"),
            (["URL", "main"], ["ACME_RUN_ARGS": "--cwd /"], "--cwd"),
            (["URL", "main"], ["WANDB_SWEEP_ID": "s"], "WANDB_RUN_ID"),
            (["URL", "main", "train.lr"], ["WANDB_SWEEP_ID": "s", "WANDB_RUN_ID": "r"], "NAME=VALUE"),
            (["URL", "none"], [:], "Looking for branch none"),
            (["URL", "a..b"], [:], "no repository and branch"),
        ] as [([String], [String: String], String)])
    func mistakes(words: [String], environment: [String: String], said: String) async throws {
        let words = words.map { $0 == "URL" ? pipeline.bare : $0 }
        let result = try await setup(words, environment)
        #expect([1, 2].contains(result.code) && result.error.contains(said), "\(result)")
        #expect(try pipeline.stagesRun() == [])
    }
}
