import Foundation
import RunModel
import Subprocess
import TestKit
import Testing

/// What a job has finished when it dies is not done again, wherever it goes on.
@Suite("A job that dies in a late stage", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct ResumeTests {
    @Test("goes on at its first unfinished stage on a machine with an empty cache", arguments: [Signal.kill, .terminate])
    func elsewhere(signal: Signal) async throws {
        let fixture = try await PipelineFixture()
        let sha = try await fixture.push("Run it\n\n:ACME_RUN:")
        try fixture.hold("train")
        var first = try fixture.spec(sha)
        // Told to stop, it pushes by itself.
        first.pushAfterSeconds = signal == .kill ? 1 : 600
        let status = try await JobProcess.run(first, in: fixture) { job in
            try await fixture.reached("train")
            if signal == .kill {
                try await eventually("finished stages are pushed") { job.log.contains("pushed meanwhile: prepare, featurize") }
            }
            try job.signal(signal)
        }
        #expect(signal == .kill || status == .exited(75), "\(status)")
        #expect(try await fixture.origin("rev-list", "--count", "main") == "2", "nothing is published")
        try fixture.release("train")

        var second = try fixture.spec(sha, attempt: 2, state: "other", run: first.run)
        second.pushAfterSeconds = 1
        #expect(try await JobProcess.run(second, in: fixture) == .exited(0))
        let end = try JSONDecoder.bunsen.decode(JobEnd.self, from: Data(contentsOf: URL(filePath: second.places.exitFile)))
        let states = end.report?.stages.reduce(into: [:]) { $0[$1.name] = $1.state }
        #expect(states == ["prepare": .cached, "featurize": .cached, "train": .done, "evaluate": .done], "\(String(describing: end))")
        #expect(try await fixture.origin("rev-list", "--count", "\(sha)..main") == "1")
        #expect(Processes.mentioning(fixture.scratch.path) == [])
    }

    @Test("goes on from the checkpoint that its stage has kept", arguments: [Signal.kill, .terminate])
    func checkpoints(signal: Signal) async throws {
        let fixture = try await PipelineFixture()
        let place = fixture.scratch.path
        let script = """
            n=0
            [ -e epoch.txt ] && n=$(cat epoch.txt)
            echo $n >> \(place)/began
            while [ $n -lt 60 ]; do n=$((n+1)); echo $n > epoch.txt; sleep 0.1; [ -e \(place)/fast ] && n=60; done
            cp "$1" "$2"

            """
        try fixture.scratch.write(script, to: "clone/train.sh")
        let pipeline = try String(contentsOfFile: "\(fixture.clone)/dvc.yaml", encoding: .utf8)
        try fixture.scratch.write(
            pipeline.replacing("sh step.sh train features.txt model.txt", with: "sh train.sh features.txt model.txt"),
            to: "clone/dvc.yaml")
        try fixture.scratch.write(
            "checkpoints: {every: \(signal == .kill ? 1 : 600)s, files: {train: [epoch.txt]}}\n", to: "clone/.bunsen.yaml")
        let sha = try await fixture.push("Run it\n\n:ACME_RUN:")
        var first = try fixture.spec(sha)
        first.pushAfterSeconds = 1
        try await JobProcess.run(first, in: fixture) { job in
            try await eventually("the stage has begun") { FileManager.default.fileExists(atPath: "\(place)/began") }
            if signal == .kill {
                try await eventually("a checkpoint is saved") { job.log.contains("saved epoch.txt of train") }
            } else {
                try await Task.sleep(for: .seconds(1))
            }
            try job.signal(signal)
        }
        try fixture.scratch.write("", to: "fast")
        #expect(try await JobProcess.run(try fixture.spec(sha, attempt: 2, state: "other", run: first.run), in: fixture) == .exited(0))
        let began = try String(contentsOfFile: "\(place)/began", encoding: .utf8).split(separator: "\n").compactMap { Int($0) }
        #expect(began.count == 2 && began[0] == 0 && began[1] > 0, "\(began)")
        let left = try await Program.run(["find", "\(fixture.remote)/bunsen-checkpoints", "-type", "f"])
        #expect(left == "", "nothing goes on from them any more")
    }

    @Test("takes the commit's own files, whatever became of those in its work directory")
    func changedFiles() async throws {
        let fixture = try await PipelineFixture()
        let sha = try await fixture.push("Run it\n\n:ACME_RUN:")
        try fixture.hold("train")
        let first = try fixture.spec(sha)
        try await JobProcess.run(first, in: fixture) { job in
            try await fixture.reached("train")
            try job.signal(.kill)
        }
        let clone = "\(first.places.work)/open/clone"
        try Data("echo changed > $3\n".utf8).write(to: URL(filePath: "\(clone)/step.sh"))
        try fixture.release("train")
        #expect(try await JobProcess.run(try fixture.spec(sha, attempt: 2, run: first.run), in: fixture) == .exited(0))
        #expect(try String(contentsOfFile: "\(clone)/model.txt", encoding: .utf8).hasSuffix("prepare\nfeaturize\ntrain\n"))
        #expect(try await fixture.origin("show", "main:step.sh") == fixture.origin("show", "\(sha):step.sh"))
    }

    @Test("does without, where the remote takes nothing meanwhile, and pushes all at its end")
    func slowRemote() async throws {
        let fixture = try await PipelineFixture()
        let sha = try await fixture.push("Run it\n\n:ACME_RUN:")
        try fixture.hold("train")
        var spec = try fixture.spec(sha)
        spec.pushAfterSeconds = 1
        try fixture.scratch.write("no directory", to: "remote")
        let status = try await JobProcess.run(spec, in: fixture) { job in
            try await eventually("a push fails") { job.log.contains("could not be pushed meanwhile") }
            try FileManager.default.removeItem(atPath: fixture.remote)
            try fixture.release("train")
        }
        #expect(status == .exited(0))
        let clone = "\(fixture.scratch.path)/check"
        try await Program.run(["git", "clone", "--quiet", fixture.bare, clone])
        try await Program.run(["dvc", "pull", "--quiet"], in: clone)
    }
}
