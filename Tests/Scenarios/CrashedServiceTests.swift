import Foundation
import RunModel
import TestKit
import Testing

@Suite("A service killed with -9", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct CrashedServiceTests {
    @Test(
        "at any change of a run's state finds its way when it is started again",
        arguments: ["accepted", "submitted", "running", "publishing", "succeeded"])
    func killed(at state: String) async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try await service.install(pipeline.bare)
        let mark = "\(pipeline.scratch.path)/crashed"
        let sha = try await pipeline.push("Run it\n\n:ACME_RUN:")
        try pipeline.hold("train")
        try await service.serving(environment: ["BUNSEN_CRASH_AT": state, "BUNSEN_CRASH_MARK": mark], waits: false) { _ in
            if state != "accepted", state != "submitted", state != "running" {
                try await pipeline.reached("train")
                try pipeline.release("train")
            }
            try await eventually("the service crashes at \(state)") { FileManager.default.fileExists(atPath: mark) }
        }
        if FileManager.default.fileExists(atPath: "\(pipeline.scratch.path)/hold-train") { try pipeline.release("train") }
        try await service.serving { _ in
            let run = try #require(try await service.ended().first)
            #expect(run.state == "succeeded", "\(run)")
            #expect(run.attempts == 1, "\(run)")
            #expect(try await service.runs().count == 1)
            #expect(try await pipeline.origin("rev-list", "--count", "\(sha)..main") == "1")
            #expect(try await pipeline.origin("for-each-ref", "refs/bunsen/claim") == "")
            try await eventually("the report is delivered") {
                FileManager.default.fileExists(atPath: "\(service.state)/runs/\(run.id)/report.json")
            }
            #expect(try await pipeline.origin("notes", "--ref=bunsen", "show", sha.text).split(separator: "\n").count == 1)
        }
    }

    @Test func `a job goes on while no service is up, and its end is found afterwards`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try await service.install(pipeline.bare)
        try pipeline.hold("train")
        let sha = try await pipeline.push("Run it\n\n:ACME_RUN:")
        try await service.serving { up in
            try await pipeline.reached("train")
            try up.crash()
        }
        try pipeline.release("train")
        try await eventually("the job publishes alone") { try await pipeline.origin("rev-list", "--count", "\(sha)..main") == "1" }
        try await service.serving { _ in
            let run = try #require(try await service.ended().first)
            #expect(run.state == "succeeded", "\(run)")
            #expect(run.attempts == 1)
        }
    }

    @Test func `a work directory goes when its time is over, and what is told of the run stays`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch, settings: "keep: {work: 0s}\n")
        try await service.install(pipeline.bare)
        _ = try await pipeline.push("Run it\n\n:ACME_RUN:")
        let run = try await service.serving { _ in try #require(try await service.ended().first) }
        let directory = "\(service.state)/runs/\(run.id)"
        try await service.serving { _ in
            try await eventually("the work directory is removed") { !FileManager.default.fileExists(atPath: "\(directory)/work") }
        }
        #expect(FileManager.default.fileExists(atPath: "\(directory)/report.json"))
        #expect(try await service.bunsen("runs", "logs", run.id).output.contains("working on train"))
    }

    @Test func `a second service on the same state directory is refused by name`() async throws {
        let scratch = try ScratchDirectory()
        let service = try ServiceFixture(scratch)
        try await service.serving { up in
            let second = try await service.bunsen("serve")
            #expect(second.code == 2)
            #expect(second.error.contains("(pid \(up.pid)) is up"), "\(second.error)")
        }
    }
}
