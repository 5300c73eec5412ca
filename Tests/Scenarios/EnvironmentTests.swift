import Foundation
import RunModel
import Subprocess
import TestKit
import Testing

/// Real virtual environments, of packages that the tests make themselves.
@Suite(
    "The environment of stages", .limited,
    .enabled(if: Requirement.dvc && Requirement.program("bwrap"), "needs dvc and bubblewrap: run scripts/install.sh"))
struct EnvironmentTests {
    let pipeline: PipelineFixture
    let package: PythonPackage

    init() async throws {
        pipeline = try await PipelineFixture()
        package = try await PythonPackage(in: pipeline.scratch, versions: ["1.0", "2.0"])
        try pipeline.scratch.write("environment: {requirements: requirements/stages.txt}\n", to: "clone/.bunsen.yaml")
        try pipeline.scratch.write("-r base.txt\ngreet\n", to: "clone/requirements/stages.txt")
        try pipeline.scratch.write(
            """
            { cat "$2"; python -c 'import greet; print(greet.word)'; greet; } > "$3"
            touch "$VIRTUAL_ENV/touched" && echo "a stage can write to its environment" >&2
            command -v dvc
            echo "in sight: $(ls "$(dirname "$(dirname "$VIRTUAL_ENV")")" | wc -l)"

            """, to: "clone/step.sh")
    }

    @Test func `has what the requirements name, is built once, and again when a file that they include differs`() async throws {
        let first = try await run(pipeline.spec(push(greet: "1.0")))
        #expect(first.status == .exited(0), "\(first.log)")
        #expect(try await prepared("main").contains("hello 1.0\nsaid hello 1.0\n"))
        #expect(first.log.contains(#""step":"environment""#) && first.log.contains("Successfully installed greet-1.0"))
        #expect(!first.log.contains("a stage can write"), "\(first.log)")
        #expect(first.log.contains(".venv/bin/dvc"), "the service's own programs are still in PATH")

        let second = try await run(pipeline.spec(push(greet: "1.0", lr: "0.2", branch: "second"), branches: ["second"]))
        #expect(second.status == .exited(0), "\(second.log)")
        #expect(package.builds == ["1.0"] && !second.log.contains("installing"))

        let third = try await run(pipeline.spec(push(greet: "2.0", lr: "0.3", branch: "third"), branches: ["third"]))
        #expect(third.status == .exited(0), "\(third.log)")
        #expect(try await prepared("third").contains("hello 2.0"))
        #expect(third.log.contains("in sight: 1\n"), "the other environment is hidden")
        #expect(package.builds == ["1.0", "2.0"] && environments() == 2)
        #expect(!FileManager.default.fileExists(atPath: "\(pipeline.scratch.path)/escaped"), "a program of the package's ran outside")
    }

    @Test func `is not prepared where the answer is there already`() async throws {
        let sha = try await push(greet: "1.0")
        _ = try await run(pipeline.spec(sha))
        let again = try await run(pipeline.spec(sha, state: "other"))
        #expect(again.status == .exited(0) && again.end?.outcome == .succeeded)
        #expect(package.builds == ["1.0"] && kept("other") == [])
    }

    @Test func `is built by one of two jobs that need it at once`() async throws {
        try pipeline.hold("build")
        let first = try pipeline.spec(try await push(greet: "1.0"))
        var second = try pipeline.spec(try await push(greet: "1.0", lr: "0.2", branch: "second"), attempt: 2, branches: ["second"])
        second.places.exitFile += ".2"
        let other = second
        let ended = try await run(first) { _ in
            try await pipeline.reached("build")
            let waited = try await run(other) { job in
                try await eventually("the second job waits") { job.log.contains("another job installs the same environment") }
                try pipeline.release("build")
            }
            #expect(waited.status == .exited(0), "\(waited.log)")
        }
        #expect(ended.status == .exited(0), "\(ended.log)")
        #expect(package.builds == ["1.0"] && environments() == 1)
    }

    @Test func `is built anew after a job was killed with -9 in the middle, and nothing of the first build is left`() async throws {
        try pipeline.hold("build")
        let sha = try await push(greet: "1.0")
        let first = try pipeline.spec(sha)
        _ = try await run(first) { job in
            try await pipeline.reached("build")
            try job.signal(.kill)
        }
        #expect(environments() == 0)
        try await eventually("the build ends with its job") { Processes.mentioning("\(pipeline.scratch.path)/state/environments").isEmpty }
        try pipeline.release("build")
        let again = try await run(pipeline.spec(sha, attempt: 2, run: first.run))
        #expect(again.status == .exited(0), "\(again.log)")
        #expect(package.builds == ["1.0", "1.0"] && kept().count == 3, "\(kept())")
    }

    @Test func `ends with a job that is told to stop while it is built`() async throws {
        try pipeline.hold("build")
        let stopped = try await run(pipeline.spec(try await push(greet: "1.0"))) { job in
            try await pipeline.reached("build")
            try job.signal(.terminate)
        }
        #expect(stopped.status == .exited(75) && stopped.end?.failure?.reason == .reclaimed, "\(stopped.log)")
        #expect(Processes.mentioning("\(pipeline.scratch.path)/state/environments") == [] && environments() == 0)
    }

    @Test(
        arguments: [
            ("greet==9.9", .misconfigured, "No matching distribution found for greet==9.9"),
            ("--no-index\n./greet", .misconfigured, "stages.txt, line 2, installs “./greet” from the repository itself"),
            ("-r ../../base.txt", .misconfigured, "outside of the repository"),
            ("-r none.txt", .misconfigured, "requirements/none.txt, which is not there"),
            ("--index-url http://127.0.0.1:1/simple\nabsent-package", .unreachable, "No matching distribution found for absent-package"),
        ] as [(String, FailureReason, String)])
    func `that cannot be made fails the run with its reason`(text: String, reason: FailureReason, message: String) async throws {
        let finding = text.contains("-") && !text.contains("==") ? "" : package.requirements
        try pipeline.scratch.write("\(finding)\(text)\n", to: "clone/requirements/stages.txt")
        let failed = try await run(pipeline.spec(try await pipeline.push("Run it\n\n:ACME_RUN:")))
        let failure = try #require(failed.end?.failure, "\(failed.log)")
        #expect(failed.status == .exited(1) && failure.reason == reason)
        #expect(failure.message.contains(message), "\(failure)")
        #expect(failure.lastLines.isEmpty != message.hasPrefix("No matching") && !failure.remedy.isEmpty)
        #expect(environments() == 0)
    }
}
