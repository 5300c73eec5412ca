import Foundation
import RunModel
import TestKit
import Testing

@Suite("A sweep", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct SweepTests {
    /// 24 runs of the digits, of which the service is killed in the middle.
    @Test func `by a push, its service killed in the middle, gives each result once, and plain DVC has them all`() async throws {
        let pipeline = try await PipelineFixture(example: "digits")
        let service = try ServiceFixture(pipeline.scratch, settings: "defaults: {vcpus: 1, memory_mib: 1024}\n")
        try await service.install(pipeline.bare)
        let message = """
            Sweep it

            :ACME_RUN: -S train.epochs=1,2 -S featurize.components=4,8,16 -S train.learning_rate=choice(0.001,0.003,0.01,0.03)
            :ACME_RUN_EXP:
            :ACME_SWEEP: metric=metrics.json:accuracy goal=max branches=best:2
            """
        let pushed = try await service.serving { up in
            let pushed = try await pipeline.pushAndListen(message)
            #expect(pushed.said.contains("bunsen: took s-"), "\(pushed.said)")
            try await eventually("some runs end", within: .seconds(200)) {
                try await service.sweeps().first.map { $0.counts.succeeded >= 5 } ?? false
            }
            try up.crash()
            return pushed
        }
        let sweep = try await service.serving { _ in try await service.endedSweep() }
        #expect(sweep.state == "succeeded" && sweep.counts.all == 24 && sweep.counts.succeeded == 24, "\(sweep)")
        #expect(Set(sweep.runs.map(\.run)).count == 24 && Set(sweep.runs.map(\.parameters)).count == 24)
        #expect(try await pipeline.origin("for-each-ref", "--format=x", "refs/bunsen/result").split(separator: "\n").count == 24)
        #expect(try await pipeline.origin("for-each-ref", "refs/bunsen/claim") == "")
        #expect(try await pipeline.origin("rev-parse", "main") == pushed.sha.text)
        let branches = try await pipeline.origin("for-each-ref", "--format=%(objectname)", "refs/heads/experiment")
        #expect(Set(branches.split(separator: "\n").map(String.init)) == Set(sweep.runs.prefix(2).compactMap(\.commit)))
        // One note on the sweep's commit: the leaderboard.
        let note = try await pipeline.origin("notes", "--ref=bunsen", "show", pushed.sha.text)
        #expect(note.contains(sweep.id) && note.split(separator: "\n").count == 1)
        try await Self.compare(sweep, pipeline)
    }

    /// A clone that has nothing but git and DVC.
    private static func compare(_ sweep: SeenSweep, _ pipeline: PipelineFixture) async throws {
        let plain = "\(pipeline.scratch.path)/plain"
        try await Program.run(["git", "clone", "--quiet", pipeline.bare, plain])
        let names = try await Program.run(["dvc", "exp", "list", "origin", "--name-only"], in: plain).split(separator: "\n").map(
            String.init)
        #expect(Set(names) == Set(sweep.runs.compactMap(\.experiment)))
        try await Program.run(["git", "fetch", "--quiet", "origin", "refs/exps/*:refs/exps/*"], in: plain)
        let shown = try await Program.run(["dvc", "exp", "show", "--json"], in: plain)
        for row in sweep.runs {
            let name = try #require(row.experiment)
            let value = try #require(row.value)
            let metrics = try await Program.run(["git", "show", "\(try #require(row.commit)):metrics.json"], in: plain)
            #expect(metrics.contains("\"accuracy\": \(value)"), "\(name): \(metrics)")
            #expect(shown.contains("\"\(name)\""), "\(name)")
        }
        let ranked = sweep.runs.compactMap(\.value)
        #expect(ranked == ranked.sorted(by: >))
        let best = try #require(sweep.runs.first?.experiment)
        try await Program.run(["dvc", "exp", "pull", "--quiet", "origin", best], in: plain)
        try await Program.run(["dvc", "exp", "apply", best], in: plain)
        #expect(try await Program.run(["dvc", "status"], in: plain).contains("up to date"))
    }

    @Test func `of a real training by command finds the run that trying all by hand finds`() async throws {
        let pipeline = try await PipelineFixture()
        try Self.layOutNeighbours(in: pipeline.scratch)
        _ = try await pipeline.push("Neighbours")
        let service = try ServiceFixture(pipeline.scratch)
        let result = try await service.bunsen(
            "sweep", "start", "-S", "k=range(1,7)", "-S", "weights=uniform,distance", "--json", in: pipeline.clone)
        let sweep = try result.json(SeenSweep.self)
        #expect(result.code == 0 && sweep.counts.succeeded == 12, "\(result.error)")
        let best = try #require(sweep.runs.first)
        let exhaustive = try await Program.run(["python3", "all.py"], in: pipeline.clone).trimmed
        #expect(exhaustive == "\(best.parameters["k"] ?? "") \(best.parameters["weights"] ?? "") \(best.value ?? 0)")
    }

    private static func layOutNeighbours(in scratch: ScratchDirectory) throws {
        try scratch.write("k: 3\nweights: uniform\n", to: "clone/params.yaml")
        try scratch.write(
            """
            stages:
              train:
                cmd: python3 train.py
                deps: [train.py]
                params: [k, weights]
                metrics:
                  - metrics.json: {cache: false}

            """, to: "clone/dvc.yaml")
        try scratch.write(
            """
            import json
            from sklearn.datasets import load_digits
            from sklearn.neighbors import KNeighborsClassifier

            def score(k, weights):
                x, y = load_digits(return_X_y=True)
                model = KNeighborsClassifier(k, weights=weights).fit(x[:400], y[:400])
                return round(float(model.score(x[400:], y[400:])), 6)

            if __name__ == "__main__":
                params = dict(line.split(": ") for line in open("params.yaml").read().split("\\n") if line)
                json.dump({"score": score(int(params["k"]), params["weights"])}, open("metrics.json", "w"))

            """, to: "clone/train.py")
        try scratch.write(
            """
            from train import score
            # The first of equals, as a leaderboard has it.
            tried = [(k, w, score(k, w)) for k in range(1, 7) for w in ("uniform", "distance")]
            print(*max(tried, key=lambda entry: entry[2]))

            """, to: "clone/all.py")
    }

    @Test func `by a file is delivered twice, half cancelled, and taken up again, and no run is made twice`() async throws {
        let pipeline = try await PipelineFixture()
        try pipeline.scratch.write(
            "method: list\nname: try\njobs: 1\nlist:\n  - {train.lr: 0.3}\n  - {train.lr: 0.7}\n  - {train.lr: 0.5}\n",
            to: "clone/sweeps/rates.yaml")
        let service = try ServiceFixture(pipeline.scratch, settings: "keep: {experiments: 0s, best: 1}\n")
        try await service.install(pipeline.bare)
        try pipeline.hold("train")
        let message = "Sweep it\n\n:ACME_RUN:\n:ACME_RUN_EXP:\n:ACME_SWEEP: rates"
        try await service.serving { _ in
            try await pipeline.pushAndListen(message)
            try await pipeline.reached("train")
            // The same commit on another branch, and by hand: the same sweep.
            try await pipeline.git("push", "--quiet", "origin", "HEAD:refs/heads/other")
            #expect(try await service.bunsen("sweep", "start", in: pipeline.clone).output.contains("took s-"))
            let sweep = try #require(try await service.sweeps().first)
            #expect(try await service.sweeps().count == 1 && sweep.counts.all == 3)
            try pipeline.release("train")
            try await eventually("the first ends") { try await service.sweeps().first?.counts.succeeded ?? 0 >= 1 }
            let cancelled = try await service.bunsen("sweep", "cancel", sweep.id)
            #expect(cancelled.code == 0, "\(cancelled)")
            let half = try await service.endedSweep()
            #expect(half.state == "cancelled" && half.counts.cancelled >= 1, "\(half)")
            #expect(try await service.bunsen("sweep", "retry", sweep.id).code == 0)
            let whole = try await service.endedSweep()
            #expect(whole.state == "succeeded" && whole.counts.succeeded == 3, "\(whole)")
            #expect(whole.runs.map(\.experiment) == ["try-2", "try-3", "try-1"])
            #expect(whole.runs.map(\.value) == [0.7, 0.5, 0.3])
            #expect(try await service.runs().count == 3)
            // What an owner lets go of, but for the best one.
            let shown = try await service.bunsen("gc").output
            #expect(shown.contains("/try-1") && shown.contains("/try-3") && !shown.contains("/try-2"), "\(shown)")
            #expect(try await service.bunsen("gc", "--yes").code == 0)
            let left = try await pipeline.origin("for-each-ref", "--format=%(refname)", "refs/exps")
            #expect(left.hasSuffix("/try-2") && left.split(separator: "\n").count == 1, "\(left)")
        }
    }

    @Test func `sets the next runs up while one has the only slot, and none of their stages runs before its turn`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch, settings: "defaults: {vcpus: 4, memory_mib: 512}\n")
        try await service.install(pipeline.bare)
        try pipeline.hold("prepare")
        try await service.serving { _ in
            try await pipeline.pushAndListen("Sweep\n\n:ACME_RUN: -S train.lr=0.3,0.5,0.7\n:ACME_RUN_EXP:")
            try await pipeline.reached("prepare")
            try await eventually("two are set up") {
                try await service.runs().count { $0.queueReason == "it is set up, and waits for a free slot" } == 2
            }
            #expect(try pipeline.ran("prepare") == 1)
            try pipeline.release("prepare")
            let sweep = try await service.endedSweep()
            #expect(sweep.counts.succeeded == 3, "\(sweep)")
            #expect(try await service.runs().allSatisfy { $0.attempts == 1 })
            #expect(try pipeline.ran("prepare") == 3)
        }
    }

    @Test func `that cannot be is refused by the command and on the pushed commit, and starts nothing`() async throws {
        let pipeline = try await PipelineFixture()
        _ = try await pipeline.push("Nothing asked")
        let service = try ServiceFixture(pipeline.scratch)
        try await service.install(pipeline.bare)
        func start(_ words: String...) async throws -> Program.Result {
            try await service.bunsen(["sweep", "start"] + words, in: pipeline.clone)
        }
        for (words, why) in [
            (["-S", "train.lrr=1,2"], "Is `train.lr` meant?"), (["-S", "train.lr=choice()"], "is empty"),
            (["-S", "train.lr=range(0,1000)", "-S", "+x=range(0,1000)"], "1000000 runs"), (["nosuch"], "no file sweeps/nosuch.yaml"),
            (["--max", "0", "-S", "train.lr=1,2"], "from 1 to 10000"), ([], "Nothing says what to try"),
        ] {
            let result = try await service.bunsen(["sweep", "start"] + words, in: pipeline.clone)
            #expect(result.code == 2 && result.error.contains(why), "\(words): \(result)")
        }
        try await service.serving { _ in
            let pushed = try await pipeline.pushAndListen("Sweep\n\n:ACME_RUN: -S train.lrr=1,2\n:ACME_RUN_EXP:")
            let sweep = try await service.endedSweep()
            #expect(sweep.state == "failed" && sweep.problem?.contains("`train.lr`") == true, "\(sweep)")
            try await eventually("it is said on the commit") {
                let note = try await Program.result(["git", "-C", pipeline.bare, "notes", "--ref=bunsen", "show", pushed.sha.text])
                return note.output.contains("train.lr")
            }
        }
        #expect(try await service.runs().isEmpty)
    }
}
