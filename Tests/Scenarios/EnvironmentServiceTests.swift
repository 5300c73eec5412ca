import Foundation
import TestKit
import Testing

/// Environments of a service's own: where they are, what its pages and its log tell of them, and how they go.
@Suite(
    "A service's environments", .limited,
    .enabled(if: Requirement.dvc && Requirement.program("bwrap"), "needs dvc and bubblewrap: run scripts/install.sh"))
struct EnvironmentServiceTests {
    @Test func `are kept for later runs, and collected only when no run uses them`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch, settings: "keep: {environments: 0s}\n")
        try await service.install(pipeline.bare)
        try pipeline.scratch.write("environment: {python: python3}\n", to: "clone/.bunsen.yaml")
        try pipeline.hold("train")
        try await service.serving { _ in
            try await pipeline.pushAndListen("Run it\n\n:ACME_RUN:")
            try await pipeline.reached("train")
            let used: SeenGarbage = try await service.bunsen("gc", "--yes", "--json").json()
            #expect(used.names("environment").isEmpty && used.problems.isEmpty, "\(used)")
            try pipeline.release("train")
            let run = try #require(try await service.ended().first)
            #expect(run.state == "succeeded", "\(run)")
            #expect(try await service.bunsen("runs", "logs", run.id).output.contains("preparing the environment"))

            let place = "\(service.state)/cache/environments"
            let names = try FileManager.default.contentsOfDirectory(atPath: place)
            #expect(names.count == 1)
            let gone: SeenGarbage = try await service.bunsen("gc", "--yes", "--json").json()
            #expect(gone.names("environment") == names && gone.names("cache").isEmpty, "\(gone)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: place).isEmpty)
        }
    }
}
