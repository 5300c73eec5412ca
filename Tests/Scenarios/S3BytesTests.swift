import Foundation
import RunModel
import Subprocess
import TestKit
import Testing

/// What a run moves, as counted by what stands in front of S3.
@Suite("Bytes to and from S3", .limited, .enabled(if: Requirement.dvc && Requirement.program("moto_server"), "needs scripts/install.sh"))
struct S3BytesTests {
    @Test func `are those of new objects and of what the stages that run read, each once`() async throws {
        let fixture = try await PipelineFixture()
        try await fixture.inS3 { faults in
            // A source that a stage reads, one that none does, and a directory.
            try fixture.scratch.write((10_000..<50_000).map { "\($0)\n" }.joined(), to: "clone/read.txt")
            try fixture.scratch.write(String(repeating: "unread\n", count: 90_000), to: "clone/unread.txt")
            let stages = """
                stages:
                  split:
                    cmd: mkdir parts && split -n 4 read.txt parts/
                    deps: [read.txt]
                    outs: [parts]
                  join:
                    cmd: cat parts/aa parts/ad params.yaml > joined.txt
                    deps: [parts]
                    params: [train.lr]
                    outs: [joined.txt]

                """
            try fixture.scratch.write(stages, to: "clone/dvc.yaml")
            try await Program.run(["dvc", "add", "--quiet", "read.txt", "unread.txt"], in: fixture.clone)
            try await Program.run(["dvc", "push", "--quiet"], in: fixture.clone, environment: S3Server.environment)
            let one = try await fixture.push("One\n\n:ACME_RUN:")
            let first = try await Traffic.of(faults) {
                let status = try await JobProcess.run(try fixture.spec(one), in: fixture, environment: S3Server.environment)
                #expect(status == .exited(0))
            }
            let afterOne = try await Objects.all(at: faults)
            // read.txt alone is read; parts (4 files and their listing), joined.txt and two entries of the run-cache are new.
            #expect(first.down.values.sorted() == [240_000], "\(first)")
            #expect(first.up.count == 8, "\(first)")
            #expect(first.up == afterOne.filter { ![240_000, 630_000].contains($0.value) }, "\(first) \(afterOne)")

            // Elsewhere, with an empty cache: the parts are read, and nothing that made them.
            try await fixture.git("pull", "--quiet", "origin", "main")
            try fixture.scratch.write("train:\n  lr: 0.5\n", to: "clone/params.yaml")
            let two = try await fixture.push("Two\n\n:ACME_RUN:")
            let second = try await Traffic.of(faults) {
                let spec = try fixture.spec(two, state: "other")
                let status = try await JobProcess.run(spec, in: fixture, environment: S3Server.environment)
                let end = try fixture.end(of: spec)
                #expect(
                    status == .exited(0) && end?.report?.stages.map(\.state) == [.unchanged, .done], "\(status) \(String(describing: end))")
            }
            let afterTwo = try await Objects.all(at: faults)
            let new = afterTwo.filter { afterOne[$0.key] == nil }
            #expect(second.up == new && new.count == 2, "\(second) \(new)")
            let parts = afterOne.filter { $0.key.hasSuffix(".dir") || $0.value == 60_000 }
            let entries = afterOne.filter { $0.key.contains("/runs/") }
            #expect(second.down == parts.merging(entries) { $1 }, "\(second) \(afterOne)")
        }
    }
}

/// What moved, by object: bytes, of which none has moved twice.
private struct Traffic: CustomStringConvertible {
    var up: [String: Int] = [:]
    var down: [String: Int] = [:]
    var description: String { "up \(up), down \(down)" }

    static func of(_ faults: HTTPFaults, _ body: () async throws -> Void) async throws -> Traffic {
        let before = try faults.requests().count
        try await body()
        var traffic = Traffic()
        for request in try faults.requests().dropFirst(before) where request.isObject {
            if request.method == "PUT" {
                #expect(traffic.up.updateValue(request.sent, forKey: request.path) == nil, "\(request) has gone up before")
            } else {
                let before = traffic.down.updateValue(request.received, forKey: request.path)
                // DVC reads the listing of a directory each time it looks at it.
                #expect(before == nil || request.path.hasSuffix(".dir"), "\(request) has come down before")
            }
        }
        return traffic
    }
}

/// The objects of the bucket: their sizes, by path.
private enum Objects {
    static func all(at faults: HTTPFaults) async throws -> [String: Int] {
        let listing = try await Program.run(["curl", "-s", "\(faults.address)/\(S3Server.bucket)?list-type=2"])
        var objects: [String: Int] = [:]
        for item in listing.split(separator: "<Key>").dropFirst() {
            let size = item.split(separator: "<Size>").dropFirst().first?.prefix { $0 != "<" } ?? ""
            objects["/\(S3Server.bucket)/\(item.prefix { $0 != "<" })"] = Int(size)
        }
        return objects
    }
}
