import Foundation
import RunModel
import Subprocess
import TestKit
import Testing

@Suite("What runs leave on a remote is collected by compare-and-swap", .limited)
struct GCRemoteTests {
    /// A bare repository that is set up as a project.
    private func house() async throws -> (pipeline: PipelineFixture, service: ServiceFixture) {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try await service.install(pipeline.bare)
        return (pipeline, service)
    }

    private func refs(_ pipeline: PipelineFixture) async throws -> [String] {
        try await pipeline.origin("for-each-ref", "--format=%(refname)", "refs/bunsen", "refs/heads/bunsen")
            .split(separator: "\n").map(String.init)
    }

    private func commit(_ pipeline: PipelineFixture, daysAgo: Int, _ message: String, parent: String? = nil) async throws -> String {
        let tree = try await pipeline.origin("mktree")
        let date = "@\(Int(Date().timeIntervalSince1970) - daysAgo * 86_400) +0000"
        return try await Program.run(
            ["git", "-C", pipeline.bare, "commit-tree", tree, "-m", message] + (parent.map { ["-p", $0] } ?? []),
            environment: ["GIT_COMMITTER_DATE": date]
        ).trimmed
    }

    @Test(
        "a claim that a killed job has left goes when its lease has ended", .enabled(if: Requirement.dvc, "needs dvc"),
        arguments: [true, false])
    func claims(isOver: Bool) async throws {
        let (pipeline, service) = try await house()
        let sha = try await pipeline.push("Run it\n\n:ACME_RUN:")
        var spec = try pipeline.spec(sha, state: "other")
        // The lease ends with the deadline and the grace.
        if isOver { spec.graceSeconds = -1000 }
        try await JobProcess.run(spec, in: pipeline, environment: ["BUNSEN_JOB_PAUSE_AFTER": "claim"]) { [spec] job in
            try await eventually("the job has its claim") { FileManager.default.fileExists(atPath: "\(spec.places.work)/paused") }
            try job.signal(.kill)
        }
        let claim = "refs/bunsen/claim/\(spec.key.short)"
        #expect(try await refs(pipeline) == [claim])
        let shown: SeenGarbage = try await service.bunsen("gc", "--json").json()
        #expect(shown.names("claim") == (isOver ? [claim] : []) && shown.problems.isEmpty, "\(shown)")
        #expect(try await refs(pipeline) == [claim])
        #expect(try await service.bunsen("gc", "--yes", "--local").code == 0)
        #expect(try await refs(pipeline) == [claim])
        #expect(try await service.bunsen("gc", "--yes").code == 0)
        #expect(try await refs(pipeline) == (isOver ? [] : [claim]))
    }

    @Test func `a claim of a form that this version cannot read stays, and so do branches that only look like ours`() async throws {
        let (pipeline, service) = try await house()
        let claim = try await commit(pipeline, daysAgo: 400, "held by a later version")
        for ref in ["refs/bunsen/claim/00000000000000aa", "refs/heads/bunsen/claim/mine", "refs/heads/bunsen/result/mine"] {
            try await pipeline.origin("update-ref", ref, claim)
        }
        let gone: SeenGarbage = try await service.bunsen("gc", "--yes", "--json").json()
        #expect(gone.items.isEmpty && gone.problems.isEmpty, "\(gone)")
        #expect(try await refs(pipeline).count == 3)
    }

    @Test func `a result ref goes after thirty days when a branch or an experiment holds its commit, and only then`() async throws {
        let (pipeline, service) = try await house()
        let message = "Bunsen run\n\nBunsen-Run: r-20260102T030405-aaaaaaaa"
        func result(_ digit: Character, _ daysAgo: Int, _ message: String, heldBy holder: String? = nil) async throws {
            let sha = try await commit(pipeline, daysAgo: daysAgo, "\(message)\nBunsen-Trigger: \(digit)")
            try await pipeline.origin("update-ref", "refs/bunsen/result/\(String(repeating: digit, count: 16))", sha)
            guard let holder else { return }
            // The branch has gone on since.
            let tip = try await commit(pipeline, daysAgo: 0, "go on", parent: sha)
            try await pipeline.origin("update-ref", holder, tip)
        }
        try await result("a", 40, message, heldBy: "refs/heads/a")
        try await result("b", 40, message, heldBy: "refs/exps/ab/cd/name")
        try await result("c", 40, message)
        try await result("d", 20, message, heldBy: "refs/heads/d")
        // Nothing changed in that run: its result is the pushed commit, which says nothing of the ref's age.
        try await result("e", 40, "A commit of somebody's", heldBy: "refs/heads/e")
        // Held only by a ref of our own.
        try await pipeline.origin("update-ref", "refs/heads/bunsen/result/ffffffffffffffff", "refs/bunsen/result/cccccccccccccccc")
        let gone: SeenGarbage = try await service.bunsen("gc", "--yes", "--json").json()
        #expect(gone.problems.isEmpty && gone.items.allSatisfy { $0.state == "removed" && $0.project == "project" }, "\(gone)")
        #expect(gone.names("result") == ["a", "b"].map { "refs/bunsen/result/\(String(repeating: $0, count: 16))" }, "\(gone)")
        #expect(try await refs(pipeline).map { $0.suffix(1) } == ["c", "d", "e", "f"])
    }

    @Test func `drawings go with their result, and by their own age where it has gone before`() async throws {
        let (pipeline, service) = try await house()
        let message = "Bunsen run\n\nBunsen-Run: r-20260102T030405-aaaaaaaa"
        func put(_ digit: Character, plots: Int, result: Int? = nil, isHeld: Bool = true) async throws {
            let key = String(repeating: digit, count: 16)
            try await pipeline.origin(
                "update-ref", "refs/bunsen/plots/\(key)", try await commit(pipeline, daysAgo: plots, "Plots \(digit)"))
            guard let result else { return }
            let sha = try await commit(pipeline, daysAgo: result, "\(message)\nBunsen-Trigger: \(digit)")
            try await pipeline.origin("update-ref", "refs/bunsen/result/\(key)", sha)
            if isHeld { try await pipeline.origin("update-ref", "refs/heads/\(digit)", sha) }
        }
        try await put("a", plots: 40, result: 40)
        try await put("b", plots: 40, result: 40, isHeld: false)
        try await put("c", plots: 40)
        try await put("d", plots: 20)
        try await put("e", plots: 40, result: 20)
        let gone: SeenGarbage = try await service.bunsen("gc", "--yes", "--json").json()
        #expect(gone.problems.isEmpty, "\(gone)")
        #expect(gone.names("plots") == ["a", "c"].map { "refs/bunsen/plots/\(String(repeating: $0, count: 16))" }, "\(gone)")
        #expect(gone.names("result") == ["refs/bunsen/result/aaaaaaaaaaaaaaaa"])
        let left = try await refs(pipeline).map { ref in "\(ref.split(separator: "/")[2]) \(ref.suffix(1))" }
        #expect(left == ["plots b", "plots d", "plots e", "result b", "result e"])
    }

    @Test func `a remote that refuses or is not there is told, and the others are collected all the same`() async throws {
        let (pipeline, service) = try await house()
        try pipeline.scratch.write("url: /nowhere/at/all.git\n", to: "state/projects.d/aaa.yaml")
        let claim = try await commit(pipeline, daysAgo: 9, #"{"attempt":1,"job":"j","lease_ends":"2020-01-01T00:00:00.000Z"}"#)
        try await pipeline.origin("update-ref", "refs/bunsen/claim/00000000000000aa", claim)
        try pipeline.scratch.write("#!/bin/sh\necho 'nobody deletes here' >&2\nexit 1\n", to: "project.git/hooks/pre-receive")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: "\(pipeline.bare)/hooks/pre-receive")
        let refused = try await service.bunsen("gc", "--yes", "--json")
        #expect(refused.code == 1)
        let told: SeenGarbage = try refused.json()
        #expect(told.problems.count == 2 && told.problems[0].contains("the remote of aaa"), "\(told.problems)")
        #expect(told.items.map(\.state) == ["stays"] && told.items.first?.detail?.contains("nobody deletes here") == true, "\(told)")
        try FileManager.default.removeItem(atPath: "\(pipeline.bare)/hooks/pre-receive")
        #expect(try await service.bunsen("gc", "--yes").code == 1)
        #expect(try await refs(pipeline).isEmpty)
    }
}
