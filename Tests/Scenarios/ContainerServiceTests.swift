import Foundation
import Glibc
import RunModel
import TestKit
import Testing

/// What a service sees to where stages run in containers.
@Suite(
    "A service's containers", .limited,
    .enabled(if: Requirement.dvc && Requirement.containers, "needs dvc, podman, runc and busybox: run scripts/install.sh"))
struct ContainerServiceTests {
    let pipeline: PipelineFixture
    let image: TestImage

    init() async throws {
        pipeline = try await PipelineFixture()
        image = try await TestImage(in: pipeline.scratch)
        try pipeline.scratch.write("environment: {image: \"\(image.name)\"}\n", to: "clone/.bunsen.yaml")
    }

    @Test func `a job that was killed leaves none, and the run goes on; a shell is opened in one`() async throws {
        try pipeline.scratch.write(
            """
            { cat "$2"; cat /etc/os-release; } > "$3"
            [ $1 != train ] || [ -e second ] || { echo "standing still"; touch second; while :; do sleep 1; done; }

            """, to: "clone/step.sh")
        let service = try ServiceFixture(pipeline.scratch, settings: TestImage.yaml)
        try await service.install(pipeline.bare)
        let run = try await service.serving { _ in
            try await pipeline.pushAndListen("Run\n\n:ACME_RUN:")
            let id = try #require(try await service.runs().first?.id)
            try await eventually("the stage runs") { try await service.bunsen("runs", "logs", id).output.contains("standing still") }
            let containers = try await image.containers()
            #expect(containers.count == 1 && containers[0].hasPrefix("bunsen-\(id)-1-"), "\(containers)")
            let pid = try #require(Processes.pids(mentioning: "\(id)/attempt-1/spec.json").first)
            kill(pid, SIGKILL)
            try await eventually("the container is gone") { try await image.containers().filter { $0.contains("-1-") }.isEmpty }
            let marks = { try FileManager.default.contentsOfDirectory(atPath: "\(service.state)/runs/\(id)/work").contains("containers-1") }
            try await eventually("nothing says that there may be one") { try !marks() }
            return try #require(try await service.ended().first)
        }
        #expect(run.attempts == 2 && run.state == "succeeded", "\(run)")
        #expect(try await image.containers() == [])

        // A terminal of its own, in which a person would type this.
        let typed =
            "import pty, os, sys; pid, fd = pty.fork(); pid or os.execv(sys.argv[1], sys.argv[1:]); os.write(fd, b'cat /etc/os-release; echo in $PWD of $BUNSEN_RUN; exit 4\\n')\ntry:\n  while data := os.read(fd, 999): print(data.decode(), end='')\nexcept OSError: pass\nsys.exit(os.waitpid(pid, 0)[1] >> 8)"
        try pipeline.scratch.write(TestImage.yaml, to: "open.yaml")
        let opened = try await Program.result(
            ["python3", "-c", typed, BunsenProgram.path, "runs", "open", run.id, "--config", "\(pipeline.scratch.path)/open.yaml"],
            environment: ["BUNSEN_STATE": service.state, "TERM": "dumb"])
        #expect(opened.code == 4 && opened.output.contains("NAME=only-in-the-image"), "\(opened)")
        #expect(opened.output.contains("in \(service.state)/runs/\(run.id)/work/open/clone of \(run.id)"), "\(opened)")
        #expect(try await image.containers() == [])
    }

    @Test func `a repetition that was killed leaves a container until the next one, or gc, finds it`() async throws {
        try pipeline.scratch.write("[ $1 != train ] || sleep 5\n{ cat \"$2\"; cat /etc/os-release; } > \"$3\"\n", to: "clone/step.sh")
        let service = try ServiceFixture(pipeline.scratch, settings: TestImage.yaml)
        try await service.install(pipeline.bare)
        try await service.serving { _ in
            try await pipeline.pushAndListen("Run\n\n:ACME_RUN:")
            try await service.ended()
        }
        let id = try #require(try await service.runs().first?.id)
        let left = { try FileManager.default.contentsOfDirectory(atPath: "\(service.state)/repetitions") }
        func killed() async throws {
            async let ended = service.bunsen("reproduce", id)
            try await eventually("a container runs") { try await !image.containers().isEmpty }
            let pid = try #require(Processes.pids(mentioning: "reproduce\0\(id)").first)
            kill(pid, SIGKILL)
            #expect(try await ended.code != 0)
            #expect(try left().count == 1)
        }
        try await killed()
        let told = try await service.bunsen("gc", "--local")
        #expect(told.code == 0 && told.output.contains("`bunsen reproduce` was killed"), "\(told)")
        #expect(try left().count == 1)
        let gone = try await service.bunsen("gc", "--local", "--yes")
        #expect(gone.code == 0, "\(gone)")
        #expect(try left() == [])
        #expect(try await image.containers() == [])

        try await killed()
        let next = try await service.bunsen("reproduce", id)
        #expect(next.code == 0, "\(next)")
        #expect(try left() == [])
        #expect(try await image.containers() == [])
    }

    @Test func `the forge token is in none, and a secret of the project's is`() async throws {
        let token = "token-for-tests-\(UUID().uuidString.lowercased().filter { $0 != "-" })"
        try pipeline.scratch.write(
            """
            { cat "$2"; cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline | tr '\\0' '\\n' | grep -c '[t]oken-for-tests'; ls \(pipeline.secrets); } > "$3" 2>&1
            echo "the secret is ${#STAGE_SECRET} long: $STAGE_SECRET"

            """, to: "clone/step.sh")
        try await pipeline.serving(token: token, secrets: ["stage": "stage-secret-of-tests"]) { url in
            let project =
                "projects: {project: {url: \"\(url)\", token: {file: \"\(pipeline.secrets)/token\"}, secrets: {STAGE_SECRET: {file: \"\(pipeline.secrets)/stage\"}}}}\n"
            let service = try ServiceFixture(pipeline.scratch, settings: "poll: {every: 1s}\n\(project)\(TestImage.yaml)")
            try await service.serving { _ in
                try await eventually("the first look") { service.log.contains("first look at a repository") }
                _ = try await pipeline.push("Spy\n\n:ACME_RUN:")
                let run = try #require(try await service.ended().first)
                #expect(run.state == "succeeded", "\(run)")
                let log = try await service.bunsen("runs", "logs", run.id).output
                #expect(log.contains("the secret is 21 long: ") && !log.contains("stage-secret-of-tests"), "\(log)")
                #expect(Processes.leaks(of: token) == [])
            }
        }
        let check = "\(pipeline.scratch.path)/check"
        try await Program.run(["git", "clone", "--quiet", pipeline.bare, check])
        try await Program.run(["dvc", "pull", "--quiet"], in: check)
        let found = try String(contentsOfFile: "\(check)/prepared.txt", encoding: .utf8)
        #expect(found.contains("\n0\n") && found.contains("No such file or directory"), "\(found)")
    }
}
