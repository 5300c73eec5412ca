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
