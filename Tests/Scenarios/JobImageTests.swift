import Foundation
import RunModel
import TestKit
import Testing

/// Jobs in a real container of the job image, from the command line and the environment that a job definition of Batch gives.
/// `make image` builds the image and runs these.
@Suite(
    "The job image", .limited,
    .enabled(if: Requirement.jobImage != nil && Requirement.dvc && Requirement.containers, "needs the job image: run make image"))
struct JobImageTests {
    let pipeline: PipelineFixture
    let token = "token-for-tests-\(UUID().uuidString.lowercased().filter { $0 != "-" })"
    let container = "bunsen-image-test-\(UUID().uuidString.lowercased())"

    init() async throws {
        pipeline = try await PipelineFixture()
        // What the container's user may write to: the DVC remote, and a host's cache.
        try await Program.run(
            ["install", "-d", "-m", "1777", pipeline.remote, "\(pipeline.scratch.path)/host-cache", "\(pipeline.scratch.path)/mounted"])
        try pipeline.scratch.write(
            """
            cat /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | grep -c -e '[t]oken-for-tests' -e '^BUNSEN_JOB_SPEC' > leaks-$1.txt
            echo "$1 of user $(id -u), process 1 is $(tr '\\0' ' ' < /proc/1/cmdline | cut -c 1-10)"
            [ "$1" != train ] || [ -z "${STAND_STILL:-}" ] || { echo standing; while :; do sleep 0.1; done; }
            { cat "$2" leaks-$1.txt; echo "$1"; } > "$3"

            """, to: "clone/step.sh")
    }

    private func spec(_ sha: CommitSHA, _ url: String) throws -> JobSpec {
        var spec = try pipeline.spec(sha)
        spec.cloneURL = url
        let place = "/var/lib/bunsen/\(spec.run)"
        spec.places = JobSpec.Places(
            work: "\(place)/work", cache: "/dvc-cache/project", environments: "\(place)/environments", exitFile: "\(place)/exit.json",
            hidden: [])
        return spec
    }

    private func engine(_ words: [String]) -> [String] { ["podman"] + TestImage.settings.engineArguments + words }

    private func job(_ environment: [String: String], mounts: [String] = [], command: [String] = []) async throws -> Program.Result {
        let variables = environment.flatMap { ["--env", "\($0.key)=\($0.value)"] }
        let volumes = (["\(pipeline.remote):\(pipeline.remote)"] + mounts).flatMap { ["--volume", $0] }
        return try await Program.result(
            engine(["run", "--rm", "--name", container, "--network", "host", "--user", "1000:1000"]) + TestImage.settings.runArguments
                + variables + volumes + [Requirement.jobImage ?? ""] + command)
    }

    /// An output as the DVC remote has it.
    private func pulled(_ name: String) async throws -> String {
        let clone = "\(pipeline.scratch.path)/check"
        try await Program.run(["git", "clone", "--quiet", pipeline.bare, clone])
        try await Program.run(["dvc", "pull", "--quiet"], in: clone)
        return try String(contentsOfFile: "\(clone)/\(name)", encoding: .utf8)
    }

    @Test func `runs a job from its environment as a user without a name, and shows the stages none of it`() async throws {
        try await pipeline.serving(token: token) { url in
            let sha = try await pipeline.push("Run it")
            let ended = try await job(["BUNSEN_JOB_SPEC": try spec(sha, url).variableValue(), "BUNSEN_FORGE_TOKEN": token])
            #expect(ended.code == 0, "\(ended)")
            #expect(ended.output.contains("train of user 1000, process 1 is bunsen job"), "\(ended.output)")
            #expect(!ended.output.contains(token))
            #expect(try await pulled("model.txt").split(separator: "\n").filter { $0.allSatisfy(\.isNumber) } == ["0", "0", "0"])
            #expect(try await pipeline.origin("rev-list", "--count", "\(sha)..main") == "1")
        }
    }

    @Test func `job-setup.sh, mounted from the host, needs nothing of the image but git and DVC`() async throws {
        let mounted = "\(pipeline.scratch.path)/mounted"
        try await Program.run(
            ["cp", "\(Program.checkout)/deploy/image/job-setup.sh", "\(Program.checkout)/dist/bunsen", mounted])
        try await pipeline.serving(token: token) { url in
            let sha = try await pipeline.push("Run it")
            let ended = try await job(
                [
                    "BUNSEN_FORGE_TOKEN": token, "AWS_BATCH_JOB_ID": UUID().uuidString, "AWS_BATCH_JOB_ATTEMPT": "1",
                    "ACME_RUN_EXP": "1", "ACME_RUN_ARGS": "-S train.lr=0.5 -n half", "BUNSEN_SHA": sha.text,
                ],
                mounts: [
                    "\(mounted):/scripts:ro", "\(pipeline.scratch.path)/host-cache:/dvc-cache", "/dev/null:/usr/local/bin/bunsen",
                    "/dev/null:/usr/local/bin/job-setup.sh",
                ],
                command: ["/scripts/job-setup.sh", url, "main"])
            #expect(ended.code == 0, "\(ended)")
            #expect(try await pipeline.origin("show", "experiment/\(sha.short)-half:params.yaml").contains("lr: 0.5"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(pipeline.scratch.path)/host-cache/project").contains("files"))
            #expect(!ended.output.contains(token))
        }
    }

    @Test func `a container that is told to stop pushes what is finished and ends with 75; the next one goes on from there`() async throws {
        try await pipeline.serving(token: token) { url in
            let sha = try await pipeline.push("Run it")
            var spec = try spec(sha, url)
            let variables = ["BUNSEN_FORGE_TOKEN": token]
            let told = variables.merging(["BUNSEN_JOB_SPEC": try spec.variableValue(), "STAND_STILL": "1"]) { $1 }
            async let first = job(told)
            try await eventually("the stage stands") {
                try await Program.result(engine(["logs", container])).output.contains("standing")
            }
            try await Program.run(engine(["kill", "--signal", "TERM", container]))
            let stopped = try await first
            #expect(stopped.code == 75, "\(stopped)")
            spec.attempt = 2
            let second = try await job(variables.merging(["BUNSEN_JOB_SPEC": try spec.variableValue()]) { $1 })
            #expect(second.code == 0 && !second.output.contains("prepare of user"), "\(second)")
            #expect(second.output.contains("train of user"))
        }
    }
}
