import Foundation
import RunModel
import Subprocess
import TestKit

extension ContainerTests {
    func environment(_ text: String, also more: String = "") throws {
        try pipeline.scratch.write("environment: {\(text)}\n\(more)", to: "clone/.bunsen.yaml")
    }

    /// `step.sh NAME IN OUT` of the fixture's four stages.
    func stages(_ script: String) throws { try pipeline.scratch.write(script, to: "clone/step.sh") }

    /// Runs a job to its end; gives what it says, and its log.
    func run(
        _ spec: JobSpec, containers: ContainerSettings? = TestImage.settings, environment: [String: String] = [:],
        _ body: @Sendable (JobProcess) async throws -> Void = { _ in }
    ) async throws -> (status: TerminationStatus, end: JobEnd?, log: String) {
        var spec = spec
        if let containers { spec.containers = containers }
        try? FileManager.default.removeItem(atPath: spec.places.exitFile)
        let status = try await JobProcess.run(spec, in: pipeline, environment: environment, body)
        let end = FileManager.default.contents(atPath: spec.places.exitFile).flatMap {
            try? JSONDecoder.bunsen.decode(JobEnd.self, from: $0)
        }
        let log = try String(contentsOfFile: "\(pipeline.scratch.path)/job-\(spec.attempt).log", encoding: .utf8)
        return (status, end, log)
    }

    /// What says that there may be containers of a job.
    func marks(_ spec: JobSpec) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: spec.places.work)) ?? []).filter { $0.hasPrefix("containers") }
    }

    /// An output as the DVC remote has it.
    func pulled(_ name: String) async throws -> String {
        let clone = "\(pipeline.scratch.path)/check-\(UUID().uuidString)"
        try await Program.run(["git", "clone", "--quiet", pipeline.bare, clone])
        try await Program.run(["dvc", "pull", "--quiet"], in: clone)
        return try String(contentsOfFile: "\(clone)/\(name)", encoding: .utf8)
    }
}

extension ContainerSettings {
    enum Change: Sendable { case none, images, engine, arguments, runArguments }

    func changed(_ change: Change) -> ContainerSettings {
        var settings = self
        switch change {
        case .none: break
        case .images: settings.images = ["registry.example.org/**"].compactMap { Glob($0) }
        case .engine: settings.engine = "no-such-engine"
        case .arguments: settings.engineArguments.append("--nonsense")
        case .runArguments: settings.runArguments += ["--volume", "/nowhere:/bin:ro"]
        }
        return settings
    }
}
