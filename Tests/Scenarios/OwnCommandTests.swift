import Foundation
import RunModel
import TestKit
import Testing

/// `bunsen plan` and `bunsen reproduce`, where a commit asks for more than `dvc repro` on the machine.
@Suite("A commit with a command or an environment of its own", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct OwnCommandTests {
    private struct Plan: Decodable {
        struct Stage: Decodable { let name, state: String }
        let command: [String]?
        let stages: [Stage]
    }

    private struct Told: Decodable {
        struct Stage: Decodable {
            let name: String
            let different, missing: [String]
        }
        let same: Bool
        let stages: [Stage]
        let metrics: [Metric]

        struct Metric: Decodable { let name: String }
    }

    private let pipeline: PipelineFixture

    init() async throws { pipeline = try await PipelineFixture() }

    private func ran(_ service: ServiceFixture) async throws -> SeenRun {
        try await service.install(pipeline.bare)
        return try await service.serving { _ in
            try await pipeline.pushAndListen("Run\n\n:ACME_RUN: train")
            let run = try #require(try await service.ended().first)
            try #require(run.state == "succeeded", "\(run) \(service.log)")
            return run
        }
    }

    @Test func `plan names the command, and what dvc repro would do`() async throws {
        let service = try ServiceFixture(pipeline.scratch)
        try pipeline.scratch.write("commands: {run: [make, \"{args}\", --keep going]}\n", to: "clone/.bunsen.yaml")
        _ = try await pipeline.push("Run it\n\n:ACME_RUN: --force train")
        let plan: Plan = try await service.bunsen("plan", "--json", in: pipeline.clone).json()
        #expect(plan.command == ["make", "--force", "train", "--keep going"])
        #expect(plan.stages.map(\.name) == ["prepare", "featurize", "train"])
        let shown = try await service.bunsen("plan", in: pipeline.clone)
        #expect(shown.code == 0 && shown.output.contains("make --force train '--keep going'"), "\(shown)")
        #expect(shown.output.contains("cannot be told ahead") && !shown.output.contains("stages would run."), "\(shown)")

        try await pipeline.git("rm", "--quiet", ".bunsen.yaml")
        try pipeline.scratch.write("#!/bin/sh\n", to: "clone/job-run.sh")
        try await Program.run(["chmod", "+x", "\(pipeline.clone)/job-run.sh"])
        _ = try await pipeline.push("Run it\n\n:ACME_RUN:")
        #expect(try await service.bunsen("plan", "--json", in: pipeline.clone).json(Plan.self).command == ["./job-run.sh"])
        try await pipeline.git("rm", "--quiet", "job-run.sh")
        _ = try await pipeline.push("Run it\n\n:ACME_RUN:")
        #expect(try await service.bunsen("plan", "--json", in: pipeline.clone).json(Plan.self).command == nil)
    }

    @Test func `reproduce runs the command again, compares what it makes and says what it does not`() async throws {
        let place = pipeline.scratch.path
        let script =
            "#!/bin/sh\n[ $1 = train ] || exit 9\ndvc repro --quiet $(cat \(place)/target) || exit\n[ ! -e \(place)/chance ] || { date +%N > step.sh; dvc commit --force --quiet featurize; date +%N > prepared.txt; dvc commit --force --quiet prepare; }\n"
        try pipeline.scratch.write(script, to: "clone/run.sh")
        try pipeline.scratch.write("commands: {run: [sh, run.sh, \"{args}\"]}\n", to: "clone/.bunsen.yaml")
        try pipeline.scratch.write("train", to: "target")
        let service = try ServiceFixture(pipeline.scratch)
        let run = try await ran(service)
        let same = try await service.bunsen("reproduce", run.id, "--json")
        let told = try same.json(Told.self)
        #expect(same.code == 0 && told.same && told.stages.map(\.name) == ["prepare", "featurize", "train"], "\(same)")
        #expect(told.stages.allSatisfy { $0.different.isEmpty && $0.missing.isEmpty })

        try pipeline.scratch.write("featurize", to: "target")
        let part = try await service.bunsen("reproduce", run.id, "--json")
        #expect(try part.json(Told.self).stages.map(\.missing) == [[], [], ["model.txt"]], "\(part)")
        #expect(try await service.bunsen("reproduce", run.id).output.contains("not made by the command: model.txt"))

        try pipeline.scratch.write("", to: "chance")
        let changed = try await service.bunsen("reproduce", run.id, "--json")
        #expect(try changed.code == 1 && changed.json(Told.self).stages.first?.different == ["prepared.txt"], "\(changed)")

        try pipeline.scratch.write("none", to: "target")
        let failed = try await service.bunsen("reproduce", run.id)
        #expect(failed.code == 1 && failed.error.contains("run command `sh run.sh train` ended with exit code"), "\(failed)")
    }

    @Test(.enabled(if: Requirement.program("bwrap"), "needs bubblewrap: run scripts/install.sh"))
    func `reproduce and open have the Python environment that the run had`() async throws {
        let package = try await PythonPackage(in: pipeline.scratch, versions: ["1.0", "2.0"])
        let place = pipeline.scratch.path
        try pipeline.scratch.write("\(package.requirements)greet==1.0\n", to: "clone/requirements.txt")
        try pipeline.scratch.write("environment: {requirements: requirements.txt}\n", to: "clone/.bunsen.yaml")
        try pipeline.scratch.write("{ cat \"$2\"; greet; } > \"$3\"\n", to: "clone/step.sh")
        let service = try ServiceFixture(pipeline.scratch, environment: ["PIP_NO_CACHE_DIR": "1"])
        let run = try await ran(service)
        let again = try await service.bunsen("reproduce", run.id, "--json")
        #expect(try again.code == 0 && again.json(Told.self).same, "\(again)")
        // In an environment of its own: nothing is taken from where it might not be what the commit asks for.
        #expect(package.builds == ["1.0", "1.0"])

        try pipeline.scratch.write("#!/bin/sh\n{ greet; echo $VIRTUAL_ENV; } > \(place)/said\n", to: "shell")
        try await Program.run(["chmod", "+x", "\(place)/shell"])
        let shown = try await Program.run(
            ["python3", "-c", "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)", BunsenProgram.path, "runs", "open", run.id],
            environment: ["SHELL": "\(place)/shell", "BUNSEN_STATE": service.state, "TERM": "xterm"])
        let said = try String(contentsOfFile: "\(place)/said", encoding: .utf8)
        #expect(said.hasPrefix("said hello 1.0\n\(service.state)/cache/environments/"), "\(said)\(shown)")
        try FileManager.default.removeItem(atPath: "\(service.state)/cache/environments")
        let gone = try await Program.result(
            ["python3", "-c", "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)", BunsenProgram.path, "runs", "open", run.id],
            environment: ["SHELL": "\(place)/shell", "BUNSEN_STATE": service.state, "TERM": "xterm"])
        #expect(gone.code == 1 && gone.output.contains("is not here any more"), "\(gone)")
    }
}
