import Foundation
import RunModel
import Subprocess
import TestKit
import Testing

/// Real containers, of an image that the tests make themselves.
@Suite(
    "A container image as the environment of stages", .limited,
    .enabled(if: Requirement.dvc && Requirement.containers, "needs dvc, podman, runc and busybox: run scripts/install.sh"))
struct ContainerTests {
    let pipeline: PipelineFixture
    let image: TestImage

    init() async throws {
        pipeline = try await PipelineFixture()
        image = try await TestImage(in: pipeline.scratch)
        try environment("image: \(image.name)")
    }

    @Test func `stages have what the image has, the variables meant for them, and no more; the result is published`() async throws {
        try stages(
            """
            cat "$2" /etc/os-release > "$3"
            echo "$1: root is $(ls / | tr '\\n' ' ')"
            echo "$1: $DVC_STAGE $FOR_STAGES $ACME_RUN_ARGS, no $NOT_FOR_STAGES$HOSTNAME_OF_SERVICE"
            [ ! -e \(pipeline.scratch.path)/origin ] && [ ! -e "$(dirname "$PWD")/../journal.jsonl" ] || echo "the state is in sight"

            """)
        var spec = try pipeline.spec(
            try await pipeline.push("Run it\n\n:ACME_RUN: --force"), arguments: ["--force"], state: "a state, with blanks")
        spec.secretNames = ["FOR_STAGES"]
        let first = try await run(spec, environment: ["FOR_STAGES": "a-value-for-stages", "NOT_FOR_STAGES": "a value of the service's"])
        #expect(first.status == .exited(0), "\(first.log)")
        #expect(try await pulled("prepared.txt").contains("only-in-the-image"))
        #expect(first.log.contains("prepare: root is bin") && first.log.contains("train: train") && first.log.contains("--force, no \n"))
        #expect(!first.log.contains("a-value-for-stages") && !first.log.contains("in sight") && !first.log.contains("of the service's"))
        #expect(first.log.contains(#""step":"environment""#) && first.log.contains("stages run in \(image.name): sha256:"))
        let report = try #require(first.end?.report)
        #expect(report.stages.map(\.state) == [.done, .done, .done, .done])
        #expect(report.remarks.contains { $0.contains("`\(image.name)`, which was sha256:") }, "\(report.remarks)")
        #expect(try await image.containers() == [] && marks(spec) == [])
    }

    @Test func `the repository's own commands run in it too, and what the report's one prints is a section`() async throws {
        let commands = "commands: {run: [sh, run.sh, \"{args}\"], report: [sh, report.sh]}\n"
        try environment("image: \(image.name)", also: commands)
        try pipeline.scratch.write(
            "cat /etc/os-release; echo \"args: $*\"; echo '{\"accuracy\": 1}' > metrics.json; ps | wc -l", to: "clone/run.sh")
        try pipeline.scratch.write("cat /etc/os-release; echo said >&2; exit 3", to: "clone/report.sh")
        try pipeline.scratch.write(
            "stages:\n  one:\n    cmd: dvc is not here\n    metrics: [{metrics.json: {cache: false}}]\n", to: "clone/dvc.yaml")
        let spec = try pipeline.spec(try await pipeline.push("Run it\n\n:ACME_RUN: -v"), arguments: ["-v"])
        let ended = try await run(spec)
        #expect(ended.status == .exited(0), "\(ended.log)")
        #expect(ended.log.contains("NAME=only-in-the-image\nargs: --verbose\n"), "\(ended.log)")
        #expect(ended.end?.report?.custom == "NAME=only-in-the-image", "\(ended.log)")
        #expect(ended.end?.report?.remarks.contains { $0.contains("exit code 3") } == true && ended.log.contains("said\n"))
        #expect(try await image.containers() == [])
    }

    @Test func `a job that is told to stop hands that on into the container, and leaves none`() async throws {
        try stages(
            """
            [ $1 = prepare ] || { cat "$2" > "$3"; exit; }
            [ ! -e resumed ] || { date > "$3"; exit; }
            trap 'echo "the stage was told"; touch resumed; exit 3' TERM
            echo "at prepare"
            while :; do sleep 1; done

            """)
        let sha = try await pipeline.push("Run it\n\n:ACME_RUN:")
        let first = try pipeline.spec(sha)
        let stopped = try await run(first) { job in
            try await eventually("the stage runs") { job.log.contains("at prepare\n") }
            #expect(try await image.containers().allSatisfy { $0.hasPrefix("bunsen-\(first.run)-1-") })
            try job.signal(.terminate)
        }
        #expect(stopped.status == .exited(75) && stopped.end?.failure?.reason == .reclaimed, "\(stopped.log)")
        #expect(stopped.log.contains("the stage was told") && !stopped.log.contains(#""state":"failed""#), "\(stopped.log)")
        #expect(try await image.containers() == [] && marks(first) == [])
    }

    @Test func `the next attempt removes the container of a job that was killed with -9`() async throws {
        try stages(
            """
            [ $1 = prepare ] || { cat "$2" > "$3"; exit; }
            [ ! -e killed ] || { cat "$2" > "$3"; exit; }
            touch killed
            echo "at prepare"
            while :; do sleep 1; done

            """)
        let sha = try await pipeline.push("Run it\n\n:ACME_RUN:")
        let first = try pipeline.spec(sha, state: "a state, with blanks")
        _ = try await run(first) { job in
            try await eventually("the stage runs") { job.log.contains("at prepare\n") }
            try job.signal(.kill)
        }
        #expect(try await image.containers().count == 1 && marks(first) == ["containers-1"])
        let again = try await run(pipeline.spec(sha, attempt: 2, state: "a state, with blanks", run: first.run))
        #expect(again.log.contains("removed what attempt 1 has left running"), "\(again.log)")
        #expect(try await image.containers() == [] && marks(first) == [])
    }

    @Test func `a stage that uses more memory than was asked for is named so`() async throws {
        try stages("dd if=/dev/zero of=/dev/null bs=200M count=1 && cat \"$2\" > \"$3\"\n")
        var spec = try pipeline.spec(try await pipeline.push("Run it\n\n:ACME_RUN:\n:ACME_MEMORY: 64"))
        spec.resources.memoryMiB = 64
        let failed = try await run(spec)
        let failure = try #require(failed.end?.failure, "\(failed.log)")
        #expect(failed.end?.report?.remarks.contains { $0.contains("which was sha256:") } == true)
        #expect(failure.reason == .outOfMemory && failure.stage == "prepare" && failure.message.contains("64 MiB"), "\(failure)")
    }

    @Test(
        arguments: [
            ("localhost:1/none:1", ContainerSettings.Change.none, FailureReason.unreachable, "could not be pulled: initializing source"),
            ("no-such-name:1", .none, .imagePull, "could not be pulled: short-name"),
            ("IMAGE", .images, .misconfigured, "which this service does not let commits choose"),
            ("IMAGE", .engine, .misconfigured, "no no-such-engine in the service's PATH"),
            ("IMAGE", .arguments, .misconfigured, "podman does not work here: unknown flag: --nonsense"),
            ("IMAGE", .runArguments, .misconfigured, "does not start: "),
        ] as [(String, ContainerSettings.Change, FailureReason, String)])
    func `that cannot be had fails the run with its reason`(
        name: String, change: ContainerSettings.Change, reason: FailureReason, message: String
    ) async throws {
        try environment("image: \(name.replacing("IMAGE", with: image.name))")
        var spec = try pipeline.spec(try await pipeline.push("Run it\n\n:ACME_RUN:"))
        spec.containers = TestImage.settings.changed(change)
        let failed = try await run(spec, containers: nil)
        let failure = try #require(failed.end?.failure, "\(failed.log)")
        #expect(failed.status == .exited(1) && failure.reason == reason && failure.message.contains(message), "\(failure)")
        #expect(!failure.remedy.isEmpty && !failed.log.contains(#""step":"reproduce""#))
        #expect(try await image.containers() == [] && marks(spec) == [])
    }
}
