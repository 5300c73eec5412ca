import Foundation
import RunModel
import Subprocess
import TestKit
import Testing

/// Kills jobs, and takes their git server and DVC remote away, at random moments: there is always exactly one result, and
/// nothing that was finished and pushed is done again. A round is all in its seed; `make chaos` runs a few hundred.
@Suite("Chaos", .serialized, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct ChaosTests {
    private static var seeds: [UInt64] {
        let environment = ProcessInfo.processInfo.environment
        let first = environment["BUNSEN_CHAOS_SEED"].flatMap { UInt64($0) } ?? 1
        let rounds = environment["BUNSEN_CHAOS_ROUNDS"].flatMap { UInt64($0) } ?? 3
        return Array(first..<(first + rounds))
    }

    private enum Trouble: CaseIterable { case kill, terminate, noGit, noRemote }

    @Test("leaves exactly one result, whatever dies and whenever", .timeLimit(.minutes(300)), arguments: seeds)
    func round(seed: UInt64) async throws {
        var random = SeededRandom(seed: seed)
        let fixture = try await PipelineFixture(stageSeconds: 1.2)
        let sha = try await fixture.push("Run it\n\n:ACME_RUN:")
        var run: RunID?
        var pushed: Set<String> = []
        var story: [String] = []
        let troubled = Int.random(in: 1...3, using: &random)
        for attempt in 1...(troubled + 1) {
            let state = Bool.random(using: &random) ? "here" : "there"
            var spec = try fixture.spec(sha, attempt: attempt, state: state, run: run)
            run = spec.run
            spec.pushAfterSeconds = 1
            let begun = try fixture.stagesRun().count
            let trouble = attempt > troubled ? nil : Trouble.allCases.randomElement(using: &random)
            let moment = Double.random(in: 0...7, using: &random)
            let status = try await JobProcess.run(spec, in: fixture) { job in
                guard let trouble else { return }
                try await Task.sleep(for: .seconds(moment))
                switch trouble {
                case .kill: try? job.signal(.kill)
                case .terminate: try? job.signal(.terminate)
                case .noGit: try await fixture.without(fixture.bare, for: 1.5)
                case .noRemote: try await fixture.without(fixture.remote, for: 1.5)
                }
            }
            let log = try String(contentsOfFile: "\(fixture.scratch.path)/job-\(attempt).log", encoding: .utf8)
            let again = try fixture.stagesRun().dropFirst(begun).filter { pushed.contains($0) }
            story.append("\(attempt) \(state): \(trouble.map { "\($0) after \(moment) s" } ?? "to the end"), \(status)")
            #expect(again.isEmpty, "ran again though pushed: \(again); \(story)\n\(log)")
            for line in log.split(separator: "\n") {
                guard let part = line.split(separator: "pushed meanwhile: ").dropFirst().first else { continue }
                pushed.formUnion(part.prefix { $0 != "\"" }.split(separator: ", ").map(String.init))
            }
            if trouble == nil { #expect(status == .exited(0), "\(story)\n\(log)") }
            try await eventually("every process of attempt \(attempt) is gone", within: .seconds(20)) {
                Processes.mentioning(fixture.scratch.path).isEmpty
            }
        }
        try await Self.check(fixture, sha, story)
    }

    private static func check(_ fixture: PipelineFixture, _ sha: CommitSHA, _ story: [String]) async throws {
        #expect(try await fixture.origin("rev-list", "--count", "\(sha)..main") == "1", "\(story)")
        let refs = try await fixture.origin("for-each-ref", "--format=%(refname)", "refs/bunsen").split(separator: "\n")
        #expect(refs.count == 1 && refs.first?.hasPrefix("refs/bunsen/result/") == true, "\(refs) \(story)")
        #expect(try await fixture.origin("notes", "--ref=bunsen", "show", sha.text).split(separator: "\n").count == 1)
        let clone = "\(fixture.scratch.path)/check"
        try await Program.run(["git", "clone", "--quiet", fixture.bare, clone])
        try await Program.run(["dvc", "pull", "--quiet"], in: clone)
        #expect(try String(contentsOfFile: "\(clone)/model.txt", encoding: .utf8).hasSuffix("prepare\nfeaturize\ntrain\n"))
    }
}

extension PipelineFixture {
    /// The stages that have begun to run, in their order, by whichever job.
    fileprivate func stagesRun() throws -> [String] {
        let path = "\(scratch.path)/ran"
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    /// Takes a directory away and brings it back.
    fileprivate func without(_ directory: String, for seconds: Double) async throws {
        guard FileManager.default.fileExists(atPath: directory) else { return }
        try FileManager.default.moveItem(atPath: directory, toPath: "\(directory).away")
        // A directory in its place would be filled anew.
        try Data().write(to: URL(filePath: directory))
        try await Task.sleep(for: .seconds(seconds))
        try FileManager.default.removeItem(atPath: directory)
        try FileManager.default.moveItem(atPath: "\(directory).away", toPath: directory)
    }
}
