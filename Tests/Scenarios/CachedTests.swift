import Foundation
import RunModel
import TestKit
import Testing

/// Answers that are known already.
@Suite("A run whose answer is known", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct CachedTests {
    private static let settings = "defaults: {vcpus: 4, memory_mib: 512}\npush_after: 1s\n"

    @Test func `ends as cached while all slots are taken, and one that has to run waits for its slot`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch, settings: Self.settings)
        try await service.install(pipeline.bare)
        try await service.serving { _ in
            try await pipeline.pushAndListen("First\n\n:ACME_RUN:")
            #expect(try await service.ended(1).first?.state == "succeeded")

            try await pipeline.git("checkout", "--quiet", "-b", "long")
            try pipeline.scratch.write("train:\n  lr: 0.9\n", to: "clone/params.yaml")
            try pipeline.hold("train")
            try await pipeline.pushAndListen("Hold the only slot\n\n:ACME_RUN:", branch: "long")
            try await pipeline.reached("train")

            // The same inputs in another commit, and a script alone that is another.
            try await pipeline.git("checkout", "--quiet", "-b", "known", "main")
            try await pipeline.pushAndListen("The same again\n\n:ACME_RUN:", branch: "known")
            try await pipeline.git("checkout", "--quiet", "-b", "script", "main")
            let script = try String(contentsOfFile: "\(pipeline.clone)/step.sh", encoding: .utf8)
            try pipeline.scratch.write(script + "# another\n", to: "clone/step.sh")
            try await pipeline.pushAndListen("Another script\n\n:ACME_RUN:", branch: "script")

            func run(_ branch: String) async throws -> SeenRun? {
                try await service.runs().first { $0.branches == [branch] }
            }
            try await eventually("the known answer") { try await run("known")?.isEnded == true }
            let known = try #require(try await run("known"))
            #expect(known.state == "cached", "\(known)")
            #expect(try await pipeline.origin("rev-list", "--count", "main..known") == "2", "it is published on its branch, too")
            try await eventually("the look at the other") {
                try await run("script")?.queueReason == "it is set up, and waits for a free slot"
            }
            #expect(try pipeline.ran("prepare") == 2, "nothing of it has run")
            #expect(try await run("long")?.state == "running")
            try pipeline.release("train")
            let states = try await service.ended(4).reduce(into: [:]) { $0[$1.branches[0]] = $1.state }
            #expect(states["script"] == "succeeded" && states["long"] == "succeeded", "\(states)")
        }
    }
}
