import Foundation
import RunModel
import Subprocess
import TestKit

extension EnvironmentTests {
    func push(greet version: String, lr: String = "0.1", branch: String = "main") async throws -> CommitSHA {
        try pipeline.scratch.write("\(package.requirements)greet==\(version)\n", to: "clone/requirements/base.txt")
        try pipeline.scratch.write("train:\n  lr: \(lr)\n", to: "clone/params.yaml")
        return try await pipeline.push("Run it\n\n:ACME_RUN:", branch: branch)
    }

    /// Runs a job to its end; gives what it says, and its log.
    func run(_ spec: JobSpec, _ body: @Sendable (JobProcess) async throws -> Void = { _ in }) async throws -> (
        status: TerminationStatus, end: JobEnd?, log: String
    ) {
        try? FileManager.default.removeItem(atPath: spec.places.exitFile)
        let status = try await JobProcess.run(spec, in: pipeline, environment: ["PIP_NO_CACHE_DIR": "1", "PIP_RETRIES": "1"], body)
        let end = FileManager.default.contents(atPath: spec.places.exitFile).flatMap {
            try? JSONDecoder.bunsen.decode(JobEnd.self, from: $0)
        }
        let log = try String(contentsOfFile: "\(pipeline.scratch.path)/job-\(spec.attempt).log", encoding: .utf8)
        return (status, end, log)
    }

    /// The names below the environments of a host.
    func kept(_ state: String = "state") -> [String] {
        let root = "\(pipeline.scratch.path)/\(state)/environments"
        return ((try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? []).filter { $0.split(separator: "/").count < 3 }.sorted()
    }

    func environments() -> Int { kept().count { $0.hasSuffix("/whole.json") } }

    func prepared(_ branch: String) async throws -> String {
        let clone = "\(pipeline.scratch.path)/check-\(UUID().uuidString)"
        try await Program.run(["git", "clone", "--quiet", "--branch", branch, pipeline.bare, clone])
        try await Program.run(["dvc", "pull", "--quiet"], in: clone)
        return try String(contentsOfFile: "\(clone)/prepared.txt", encoding: .utf8)
    }
}
