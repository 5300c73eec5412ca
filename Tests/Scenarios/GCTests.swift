import Foundation
import RunModel
import TestKit
import Testing

/// What `bunsen gc --json` tells.
struct SeenGarbage: Decodable {
    let removed: Bool
    let items: [Item]
    let problems: [String]

    struct Item: Decodable {
        let kind, name, state: String
        let project, detail: String?
        let bytes: Int?
    }

    func names(_ kind: String) -> [String] { items.filter { $0.kind == kind }.map(\.name) }
}

@Suite("What runs leave behind is collected", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct GCTests {
    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    @Test func `beside a service, work and logs of ended runs are shown, then removed; what is told of the run stays`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch, settings: "keep: {work: 0s, logs: 0s}\n")
        try await service.install(pipeline.bare)
        try await service.serving { _ in
            try await pipeline.pushAndListen("Run it\n\n:ACME_RUN:")
            let first = try #require(try await service.ended().first)
            try pipeline.hold("train")
            try await pipeline.git("pull", "--quiet", "--rebase", "origin", "main")
            try pipeline.scratch.write("train:\n  lr: 0.2\n", to: "clone/params.yaml")
            try await pipeline.pushAndListen("Run this too\n\n:ACME_RUN:")
            try await pipeline.reached("train")
            let directory = "\(service.state)/runs/\(first.id)"
            let table = try await service.bunsen("gc")
            #expect(table.code == 0 && table.output.contains("bunsen gc --yes removes them"), "\(table)")
            #expect(table.output.contains("work  \(first.id)") && table.output.contains("older than keep.work, 0s"), "\(table.output)")
            let shown: SeenGarbage = try await service.bunsen("gc", "--json").json()
            #expect(shown.names("work") == [first.id] && shown.names("log") == [first.id], "the other run runs: \(shown)")
            #expect(!shown.removed && exists("\(directory)/work") && exists("\(directory)/attempt-1/log"))
            #expect(shown.items.allSatisfy { ($0.bytes ?? 0) > 0 && $0.state == "would_go" }, "\(shown)")

            let gone: SeenGarbage = try await service.bunsen("gc", "--yes", "--json").json()
            #expect(gone.removed && gone.items.count == 2 && gone.items.allSatisfy { $0.state == "removed" }, "\(gone)")
            #expect(!exists("\(directory)/work") && !exists("\(directory)/attempt-1/log") && exists("\(directory)/report.json"))
            try pipeline.release("train")
            let runs = try await service.ended(2)
            #expect(runs.allSatisfy { $0.state == "succeeded" }, "\(runs)")
            #expect(try await service.bunsen("runs", "logs", first.id).code == 0)
            #expect(try await service.bunsen("runs", "retry", first.id).code == 0)
            #expect(try await service.ended(2).allSatisfy { $0.state == "succeeded" })
        }
    }

    @Test func `a cache beyond the limit goes when no run of its repository is open, and the next run is whole without it`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch, settings: "keep: {cache_gib: 0}\n")
        try await service.install(pipeline.bare)
        try pipeline.hold("train")
        try await service.serving { _ in
            let (sha, _) = try await pipeline.pushAndListen("Run it\n\n:ACME_RUN:")
            try await pipeline.reached("train")
            let inUse: SeenGarbage = try await service.bunsen("gc", "--yes", "--json").json()
            #expect(inUse.items.isEmpty, "\(inUse)")
            try pipeline.release("train")
            try await service.ended()
            let gone: SeenGarbage = try await service.bunsen("gc", "--yes", "--json").json()
            #expect(gone.names("cache").count == 1 && gone.items.allSatisfy { $0.state == "removed" }, "\(gone)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(service.state)/cache") == ["environments"])
            try await pipeline.git("reset", "--quiet", "--hard", sha.text)
            try await pipeline.pushAndListen("Again\n\n:ACME_RUN:", branch: "again")
            let runs = try await service.ended(2)
            #expect(runs[0].state == "cached", "\(runs)")
            #expect(runs[0].stages.allSatisfy { $0.state != "done" }, "all of it is on the remote: \(runs[0].stages)")
        }
    }

    @Test func `what an earlier service has kept beyond the limit goes at the next start, the oldest first`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch, settings: "keep: {failed_gib: 0}\n")
        try await service.install(pipeline.bare)
        try await service.serving { _ in
            try await pipeline.pushAndListen("Run it\n\n:ACME_RUN:")
            try await service.ended()
        }
        let id = try #require(try await service.runs().first?.id)
        #expect(exists("\(service.state)/runs/\(id)/work"))
        try FileManager.default.createDirectory(
            atPath: "\(service.state)/runs/\(id)/.removed-work/of/a/killed/gc", withIntermediateDirectories: true)
        try await service.serving { _ in
            try await eventually("the work directory is removed") { !exists("\(service.state)/runs/\(id)/work") }
            try await eventually("nothing is left aside") { !exists("\(service.state)/runs/\(id)/.removed-work") }
        }
    }

    @Test func `a second gc is refused by name, and a state without runs has nothing to collect`() async throws {
        let scratch = try ScratchDirectory()
        let service = try ServiceFixture(scratch)
        let nothing = try await service.bunsen("gc", "--yes")
        #expect(nothing.code == 0 && nothing.output == "Nothing is old enough to go.\n", "\(nothing)")
        #expect(!exists(service.state), "looking makes nothing")
        try await service.serving { _ in }
        let second = try await Program.result(
            ["flock", "\(service.state)/runs", BunsenProgram.path, "gc", "--yes", "--json"], environment: ["BUNSEN_STATE": service.state])
        #expect(second.code == 1 && second.output.contains("\"code\":\"gc_in_use\""), "\(second)")
        #expect(try await service.bunsen("gc", "--yes").code == 0)
    }
}
