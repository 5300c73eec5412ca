import Foundation
import TestKit
import Testing

@Suite("bunsen submit and results fetch", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct SubmitTests {
    struct Submitted: Decodable {
        struct Experiment: Decodable {
            let name: String
            let base: String
            let queued: String
            let commit: String
            let branch: String?
            let state: String
            let run: String?
        }
        let experiments: [Experiment]
    }

    struct Fetched: Decodable {
        struct Experiment: Decodable {
            let name: String
            let commit: String
            let run: String?
            let state: String
            let runState: String?

            enum CodingKeys: String, CodingKey {
                case name, commit, run, state
                case runState = "run_state"
            }
        }
        let experiments: [Experiment]
        let cleared: [String]
        let files: Int?
    }

    /// A clone in the middle of somebody's work: a changed file, one that is staged, one that nobody tracks.
    private func workingClone() async throws -> (PipelineFixture, ServiceFixture) {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try await Program.run(["dvc", "exp", "run", "--quiet", "--queue", "-n", "slow", "-S", "train.lr=0.2"], in: pipeline.clone)
        try await Program.run(["dvc", "exp", "run", "--quiet", "--queue", "-n", "fast", "-S", "train.lr=0.7"], in: pipeline.clone)
        try pipeline.scratch.write("note\n", to: "clone/untracked.txt")
        try pipeline.scratch.write("staged\n", to: "clone/staged.txt")
        try await pipeline.git("add", "staged.txt")
        try pipeline.scratch.write("train:\n  lr: 0.1 # mine\n", to: "clone/params.yaml")
        return (pipeline, service)
    }

    /// All of the clone that a person sees as theirs.
    private func look(_ pipeline: PipelineFixture) async throws -> [String] {
        [
            try await pipeline.git("status", "--porcelain", "--branch"), try await pipeline.git("diff", "HEAD"),
            try await pipeline.git("diff", "--cached"), try await pipeline.git("for-each-ref", "refs/heads"),
            try await pipeline.git("rev-parse", "HEAD"), try await pipeline.git("stash", "list"),
            try String(contentsOfFile: "\(pipeline.clone)/untracked.txt", encoding: .utf8),
        ]
    }

    private func queue(_ pipeline: PipelineFixture) async throws -> [String] {
        // git has no reflog of a ref that is gone with its last entry.
        guard try await !pipeline.git("for-each-ref", "refs/exps/celery/stash").isEmpty else { return [] }
        return try await pipeline.git("reflog", "show", "refs/exps/celery/stash", "--format=%gs").split(separator: "\n")
            .compactMap { $0.split(separator: ":").last.map(String.init) }
    }

    @Test func `queued experiments become commits on branches, and come home as experiments`() async throws {
        let (pipeline, service) = try await workingClone()
        let before = try await look(pipeline)
        let base = try await pipeline.git("rev-parse", "HEAD")
        try await service.install(pipeline.bare)
        try await service.serving { _ in
            let shown = try await service.bunsen("submit", "--dry-run", in: pipeline.clone)
            #expect(
                shown.output.contains("Experiment slow: train.lr=0.2\n") && shown.output.contains(":ACME_RUN: -n slow\n:ACME_RUN_EXP:\n"))
            #expect(try await pipeline.origin("for-each-ref", "--format=%(refname)") == "refs/heads/main")
            // Nobody is there to be asked: the first alone.
            let first = try await service.bunsen("submit", "--json", "--memory", "512", in: pipeline.clone)
            #expect(first.code == 0, "\(first)")
            let sent = try first.json(Submitted.self).experiments
            #expect(sent.map(\.name) == ["slow", "fast"] && sent.map(\.state) == ["pushed", "left"])
            #expect(sent[0].branch == "experiment/\(base.prefix(7))-slow" && sent[0].base == base)
            // Other options make no other experiment of one that was sent.
            let rest = try await service.bunsen("submit", "--json", "--yes", "--vcpus", "1", in: pipeline.clone).json(Submitted.self)
            #expect(rest.experiments.map(\.state) == ["known", "pushed"] && rest.experiments[0].commit == sent[0].commit)
            try await service.ended(2)
        }
        #expect(try await look(pipeline) == before)
        let commit = try await pipeline.origin("show", "--format=%P%n%B", "--name-only", "experiment/\(base.prefix(7))-fast")
        #expect(commit.hasPrefix(base) && commit.contains(":ACME_VCPUS: 1") && commit.hasSuffix("params.yaml"), "\(commit)")

        #expect(try await queue(pipeline) == ["fast", "slow"])
        let fetched = try await service.bunsen("results", "fetch", "--json", "--data", in: pipeline.clone)
        #expect(fetched.code == 0, "\(fetched)")
        let results = try fetched.json(Fetched.self)
        #expect(results.experiments.map(\.name) == ["fast", "slow"] && results.experiments.map(\.state) == ["new", "new"])
        #expect(results.experiments.allSatisfy { $0.run != nil } && results.cleared.sorted() == ["fast", "slow"])
        #expect((results.files ?? 0) > 0)
        #expect(try await queue(pipeline).isEmpty)
        #expect(try await look(pipeline) == before)
        let table = try await Program.run(["dvc", "exp", "show", "--csv"], in: pipeline.clone)
        #expect(table.contains("fast,") && table.contains("slow,") && !table.contains("Queued"), "\(table)")
        let accuracies = table.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("fast") || $0.hasPrefix("slow") }
        #expect(accuracies.contains { $0.contains(",0.7,") } && accuracies.contains { $0.contains(",0.2,") }, "\(table)")
        // Again, nothing changes; and the data is there for the taking.
        let again = try await service.bunsen("results", "fetch", "--json", in: pipeline.clone).json(Fetched.self)
        #expect(again.experiments.map(\.state) == ["there", "there"] && again.cleared.isEmpty)
        try await pipeline.git("stash", "--quiet")
        try await Program.run(["dvc", "exp", "apply", "fast"], in: pipeline.clone)
        #expect(try String(contentsOfFile: "\(pipeline.clone)/model.txt", encoding: .utf8).contains("0.7"))
    }

    @Test func `a clone that has never queued anything brings them home, too`() async throws {
        let (pipeline, service) = try await workingClone()
        try await service.install(pipeline.bare)
        try await service.serving { _ in
            try await service.bunsen("submit", "--yes", in: pipeline.clone)
            try await service.ended(2)
        }
        let other = "\(pipeline.scratch.path)/other"
        try await Program.run(["git", "clone", "--quiet", pipeline.bare, other])
        let stranger = try ServiceFixture(pipeline.scratch, name: "stranger")
        let results = try await stranger.bunsen("results", "fetch", "--json", in: other).json(Fetched.self)
        #expect(results.experiments.map(\.name) == ["fast", "slow"] && results.cleared.isEmpty)
        #expect(try await Program.run(["dvc", "exp", "list"], in: other).contains("[fast]"))
    }

    @Test func `without branches they run from the clone, and one that fails stays in the queue`() async throws {
        let (pipeline, service) = try await workingClone()
        let before = try await look(pipeline)
        try pipeline.scratch.write("exit 3\n", to: "broken.sh")
        try await pipeline.git("stash", "--quiet", "--include-untracked")
        try await Program.run(["cp", "\(pipeline.scratch.path)/broken.sh", "\(pipeline.clone)/step.sh"])
        try await Program.run(["dvc", "exp", "run", "--quiet", "--queue", "-n", "broken", "-f"], in: pipeline.clone)
        try await pipeline.git("checkout", "--quiet", "--", "step.sh")
        try await pipeline.git("stash", "pop", "--quiet", "--index")
        let sent = try await service.bunsen("submit", "--no-branches", "--json", in: pipeline.clone)
        #expect(sent.code == 0, "\(sent)")
        #expect(try sent.json(Submitted.self).experiments.map(\.state) == ["handed", "handed", "handed"])
        #expect(try await pipeline.origin("for-each-ref", "--format=%(refname)") == "refs/heads/main")
        let results = try await service.bunsen("results", "fetch", "--json", in: pipeline.clone).json(Fetched.self)
        #expect(results.experiments.map(\.name) == ["fast", "slow", "broken"], "\(results)")
        #expect(results.experiments.map(\.state) == ["new", "new", "open"] && results.experiments[2].runState == "failed")
        #expect(try await queue(pipeline) == ["broken"])
        #expect(try await look(pipeline) == before)
    }

    @Test func `members of a sweep come home into a plain clone`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        let swept = try await service.bunsen("sweep", "start", "-S", "train.lr=0.2,0.3,0.4", "--wait", in: pipeline.clone)
        #expect(swept.code == 0, "\(swept)")
        let other = "\(pipeline.scratch.path)/other"
        try await Program.run(["git", "clone", "--quiet", pipeline.bare, other])
        let stranger = try ServiceFixture(pipeline.scratch, name: "stranger")
        let results = try await stranger.bunsen("results", "fetch", "--json", in: other).json(Fetched.self)
        #expect(results.experiments.map(\.state) == ["new", "new", "new"] && results.experiments.allSatisfy { $0.run != nil })
        let table = try await Program.run(["dvc", "exp", "show", "--csv"], in: other)
        for (experiment, lr) in zip(results.experiments, ["0.2", "0.3", "0.4"]) {
            let row = table.split(whereSeparator: \.isNewline).first { $0.hasPrefix("\(experiment.name),") }
            #expect(row?.contains(",\(lr),\(lr),") == true, "\(table)")
        }
        // A sweep stands for all its runs, beside the commit that they are of.
        struct Sweep: Decodable { let id: String }
        let sweep = try #require(try await service.bunsen("sweep", "list", "--json", in: pipeline.clone).json([Sweep].self).first)
        let compared = try await service.bunsen("compare", sweep.id, "--csv", in: pipeline.clone).output.split(separator: "\n")
        #expect(compared.count == 5 && compared[2].contains(",succeeded,"), "\(compared)")
        let tall = try await service.bunsen(["compare", "main", sweep.id, sweep.id], in: pipeline.clone)
        #expect(tall.output.contains("params.yaml:train.lr  state"), "\(tall)")
    }

    @Test func `what was sent is sent anew when that is said`() async throws {
        let (pipeline, service) = try await workingClone()
        try await service.bunsen("submit", "fast", in: pipeline.clone)
        let anew = try await service.bunsen("submit", "fast", "--again", "--json", "--memory", "700", in: pipeline.clone).json(
            Submitted.self)
        let tip = try await pipeline.origin("for-each-ref", "--format=%(objectname) %(contents)", "refs/heads/experiment")
        #expect(anew.experiments.map(\.state) == ["pushed"] && tip.hasPrefix(anew.experiments[0].commit) && tip.contains("MEMORY: 700"))
    }

    @Test func `mistakes name the way out and send nothing`() async throws {
        let (pipeline, service) = try await workingClone()
        let unknown = try await service.bunsen("submit", "fst", in: pipeline.clone)
        #expect(unknown.code == 2 && unknown.error.contains("Did you mean “fast”?"), "\(unknown)")
        let option = try await service.bunsen("submit", "--timeout", "soon", in: pipeline.clone)
        #expect(option.code == 2 && option.error.contains("soon"), "\(option)")
        let result = try await service.bunsen("results", "fetch", "fast", in: pipeline.clone)
        #expect(result.code == 2 && result.error.contains("“fast”"), "\(result)")
        // Somebody else's branch of that name is never moved.
        let base = try await pipeline.git("rev-parse", "HEAD")
        try await pipeline.origin("branch", "experiment/\(base.prefix(7))-slow", base)
        let taken = try await service.bunsen("submit", "slow", in: pipeline.clone)
        #expect(taken.code == 1 && taken.output.contains("origin has another"), "\(taken)")
        #expect(try await pipeline.origin("rev-parse", "experiment/\(base.prefix(7))-slow") == base)
        try await Program.run(["git", "-C", pipeline.clone, "remote", "set-url", "origin", "\(pipeline.scratch.path)/gone.git"])
        let unreachable = try await service.bunsen("submit", "fast", in: pipeline.clone)
        #expect(unreachable.code == 1 && unreachable.error.contains("`origin` cannot be pushed to"), "\(unreachable)")
        #expect(try await pipeline.git("for-each-ref", "refs/bunsen").isEmpty)
    }
}
