import Foundation
import RunModel
import Subprocess
import TestKit
import Testing

/// File systems that know no reflinks, no hard links, or no links at all.
@Suite("A cache", .limited, .enabled(if: Requirement.dvc && Requirement.mount, "needs dvc, and root to mount a file system"))
struct PlainCacheTests {
    @Test func `on another file system than the work serves runs`() async throws {
        let fixture = try await PipelineFixture()
        let cache = "\(fixture.scratch.path)/state/cache"
        try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
        try await Program.run(["mount", "-t", "tmpfs", "-o", "size=64m", "bunsen-test", cache])
        try await afterwards({ try await Program.run(["umount", cache]) }) { try await serves(fixture) }
    }

    @Test(
        "on a file system without any links serves runs, and so does work there",
        .enabled(if: Requirement.program("mount.exfat-fuse") && Requirement.program("mkfs.exfat"), "needs exFAT: run scripts/install.sh"),
        arguments: ["state/cache", "state"])
    func exFAT(place: String) async throws {
        let fixture = try await PipelineFixture()
        let image = "\(fixture.scratch.path)/image", directory = "\(fixture.scratch.path)/\(place)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try await Program.run(["truncate", "-s", "64M", image])
        try await Program.run(["mkfs.exfat", image])
        let device = try await Program.run(["losetup", "--find", "--show", image]).trimmed
        try await Program.run(["mount.exfat-fuse", device, directory])
        try await afterwards({ try await Program.run(["sh", "-c", "umount \(directory); losetup -d \(device)"]) }) {
            await #expect(throws: (any Error).self, "it has no links") {
                try await Program.run(["sh", "-c", "touch file && (ln file hard || ln -s file soft)"], in: directory)
            }
            try await serves(fixture)
        }
    }

    /// A run, and another one that takes half of it from the cache.
    private func serves(_ fixture: PipelineFixture) async throws {
        let one = try await fixture.push("One\n\n:ACME_RUN:")
        let first = try fixture.spec(one)
        #expect(try await JobProcess.run(first, in: fixture) == .exited(0))
        #expect(try await fixture.differences(of: PipelineFixture.made) == [])

        let pipeline = try String(contentsOfFile: "\(fixture.clone)/dvc.yaml", encoding: .utf8)
        try fixture.scratch.write(
            pipeline.replacing(
                "sh step.sh train features.txt model.txt", with: "sh step.sh train features.txt model.txt && echo 2 >> model.txt"),
            to: "clone/dvc.yaml")
        // On top of the commit, not of its result: what is known comes from the cache.
        let two = try await fixture.push("Two\n\n:ACME_RUN:", branch: "two")
        let second = try fixture.spec(two, attempt: 2, branches: ["two"])
        #expect(try await JobProcess.run(second, in: fixture) == .exited(0))
        #expect(try fixture.stagesRun() == ["prepare", "featurize", "train", "train"])
        var made = PipelineFixture.made
        made["model.txt"]?.append(contentsOf: "2\n".utf8)
        made["metrics.json"] = nil
        #expect(try await fixture.differences(of: made, on: "two") == [])
    }

    private func afterwards(_ clear: () async throws -> Void, _ body: () async throws -> Void) async throws {
        do { try await body() } catch {
            try? await clear()
            throw error
        }
        try await clear()
    }
}
