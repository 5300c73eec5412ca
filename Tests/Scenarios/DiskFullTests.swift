import Foundation
import RunModel
import TestKit
import Testing

@Suite("A full disk", .limited, .enabled(if: Requirement.dvc && Requirement.mount, "needs dvc, and root to mount a small tmpfs"))
struct DiskFullTests {
    @Test func `under the cache ends the run with its reason, and it succeeds when there is room again`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try await service.install(pipeline.bare)
        let cache = "\(service.state)/cache"
        try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
        try await Program.run(["mount", "-t", "tmpfs", "-o", "size=2m", "bunsen-test", cache])
        try pipeline.scratch.write(
            "stages:\n  big:\n    cmd: head -c 6000000 /dev/zero > big.bin\n    outs: [big.bin]\n", to: "clone/dvc.yaml")
        do {
            try await service.serving { _ in
                let (sha, _) = try await pipeline.pushAndListen("Big\n\n:ACME_RUN:")
                let run = try #require(try await service.ended().first)
                #expect(run.reason == "disk_full", "\(run)")
                #expect(try await pipeline.origin("rev-parse", "main") == sha.text)
                try await Program.run(["mount", "-o", "remount,size=64m", cache])
                #expect(try await service.bunsen("runs", "retry", run.id).code == 0)
                let again = try #require(try await service.ended().first)
                #expect(again.state == "succeeded", "\(again)")
                #expect(try await pipeline.origin("rev-list", "--count", "\(sha)..main") == "1")
            }
        } catch {
            _ = try? await Program.run(["umount", cache])
            throw error
        }
        try await Program.run(["umount", cache])
    }
}
