import Foundation
import RunModel
import TestKit
import Testing

/// Ends that no other suite produces: see `docs/reference/ends.md`.
@Suite("Ends, produced for real", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct EndsTests {
    enum Way: String, CaseIterable, Sendable {
        case dataMissing = "data_missing"
        case unreachable
        case accessDenied = "access_denied"

        /// What the message must name.
        var names: String {
            switch self {
            case .dataMissing: "raw.csv"
            case .unreachable: "127.0.0.1"
            case .accessDenied: "not for you"
            }
        }
    }

    @Test("are told with their reason, and the run comes to its result when the fault is mended", arguments: Way.allCases)
    func ends(way: Way) async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch, settings: "retry: {unreachable_for: 0s}\n", environment: S3Server.environment)
        try await service.install(pipeline.bare)
        let mend = try await make(way, in: pipeline)
        try await service.serving { _ in
            let (sha, _) = try await pipeline.pushAndListen("Go wrong\n\n:ACME_RUN:")
            let run = try #require(try await service.ended().first)
            #expect(run.reason == way.rawValue, "\(run)")
            #expect(run.failure?.message.lowercased().contains(way.names) == true, "\(run)")
            #expect(run.failure?.remedy.isEmpty == false)
            #expect(try await pipeline.origin("rev-parse", "main") == sha.text)
            guard let mend else { return }
            try await mend()
            let id = try #require(try await service.runs().first?.id)
            #expect(try await service.bunsen("runs", "retry", id).code == 0)
            let again = try #require(try await service.ended().first)
            #expect(again.state == "succeeded" && again.attempts == 2, "\(again)")
            #expect(try await pipeline.origin("rev-list", "--count", "\(sha)..main") == "1")
        }
    }

    /// - Returns: how it is mended, if a test can.
    private func make(_ way: Way, in pipeline: PipelineFixture) async throws -> (@Sendable () async throws -> Void)? {
        switch way {
        case .dataMissing:
            try pipeline.scratch.write("age\n1\n", to: "clone/raw.csv")
            try await Program.run(["dvc", "add", "--quiet", "raw.csv"], in: pipeline.clone)
            let dvc = try String(contentsOfFile: "\(pipeline.clone)/dvc.yaml", encoding: .utf8)
            try pipeline.scratch.write(dvc.replacing("deps: [step.sh]\n", with: "deps: [step.sh, raw.csv]\n"), to: "clone/dvc.yaml")
            return { try await Program.run(["dvc", "push", "--quiet"], in: pipeline.clone) }
        case .unreachable:
            // Nobody listens there.
            let remote = ["dvc", "remote", "modify", "store"]
            try await Program.run(remote + ["url", "s3://\(S3Server.bucket)/dvc"], in: pipeline.clone)
            try await Program.run(remote + ["endpointurl", "http://127.0.0.1:\(FreePort.find())"], in: pipeline.clone)
            return nil
        case .accessDenied:
            let hook = "project.git/hooks/update"
            try pipeline.scratch.write(
                "#!/bin/sh\ncase $1 in refs/bunsen/*|refs/heads/bunsen/*) echo 'this is not for you' >&2; exit 1; esac\n", to: hook)
            try await Program.run(["chmod", "+x", "\(pipeline.scratch.path)/\(hook)"])
            return { try FileManager.default.removeItem(atPath: "\(pipeline.scratch.path)/\(hook)") }
        }
    }
}
