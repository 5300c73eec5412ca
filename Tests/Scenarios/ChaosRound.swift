import Foundation
import RunModel
import Subprocess
import TestKit
import Testing

/// One round: the attempts of one run, and what must hold after each and at the end.
struct ChaosRound: Sendable {
    enum Remote: Sendable {
        case directory
        case s3(HTTPFaults)
    }

    let fixture: PipelineFixture
    let plan: ChaosPlan
    let remote: Remote

    func run() async throws {
        let sha = try await fixture.push("Run it\n\n:ACME_RUN:")
        var run: RunID?
        var pushed: Set<String> = []
        var story: [String] = []
        for (number, attempt) in zip(1..., plan.attempts) {
            var spec = try fixture.spec(sha, attempt: number, state: attempt.state, run: run)
            run = spec.run
            spec.pushAfterSeconds = 1
            let begun = try fixture.stagesRun().count
            try? FileManager.default.removeItem(atPath: spec.places.exitFile)
            let status = try await JobProcess.run(spec, in: fixture, environment: S3Server.environment) { job in
                guard let trouble = attempt.trouble, try await reached(attempt.moment, job) else { return }
                try await make(trouble, seconds: attempt.seconds, job)
            }
            let end = try fixture.end(of: spec)
            let log = try String(contentsOfFile: "\(fixture.scratch.path)/job-\(number).log", encoding: .utf8)
            let what = attempt.trouble.map { "\($0) \(attempt.moment) for \(attempt.seconds) s" } ?? "to the end"
            story.append("\(number) \(attempt.state): \(what): \(status) \(end?.failure?.reason.rawValue ?? "")")
            let again = try fixture.stagesRun().dropFirst(begun).filter { pushed.contains($0) }
            #expect(again.isEmpty, "ran again though pushed: \(again); \(story)\n\(log)")
            pushed.formUnion(log.meanwhile)
            check(attempt, status, end?.failure, "\(story)\n\(log)")
            try await eventually("every process of attempt \(number) is gone", within: .seconds(20)) {
                Processes.mentioning(fixture.scratch.path).allSatisfy { $0.contains("http_faults") }
            }
        }
        try await checkResult(of: sha, story)
    }

    /// - Returns: false where the job has ended before.
    private func reached(_ moment: ChaosPlan.Moment, _ job: JobProcess) async throws -> Bool {
        switch moment {
        case .after(let seconds): try await Task.sleep(for: .seconds(seconds))
        case .atStep(let step):
            var isOver = false
            try await eventually("step \(step)", within: .seconds(120)) {
                let log = job.log
                isOver = log.contains("\"end\":{")
                return isOver || log.contains("\"step\":\"\(step.rawValue)\"")
            }
            return !isOver
        }
        return true
    }

    private func make(_ trouble: ChaosPlan.Trouble, seconds: Double, _ job: JobProcess) async throws {
        switch (trouble, remote) {
        case (.kill, _): try? job.signal(.kill)
        case (.terminate, _): try? job.signal(.terminate)
        case (.noGit, _): try await without(fixture.bare, for: seconds)
        case (.noRemote, _): try await without(fixture.remote, for: seconds)
        case (.fault(let fault), .s3(let faults)):
            try faults.begin(fault)
            try await Task.sleep(for: .seconds(seconds))
            try faults.pass()
        case (.fault, .directory): Issue.record("a directory has no such faults")
        }
    }

    /// What became of an attempt has the right reason.
    private func check(_ attempt: ChaosPlan.Attempt, _ status: TerminationStatus, _ failure: Failure?, _ story: String) {
        switch attempt.trouble {
        case nil: #expect(status == .exited(0), "\(story)")
        case .kill: #expect(failure == nil, "\(story)")
        case .terminate: #expect(failure == nil || failure?.reason == .reclaimed, "\(story)")
        case .fault: #expect(failure == nil || failure?.reason == .unreachable, "\(story)")
        // A directory that is not there is no network: what is missing is said, and it is never taken for a defect of ours.
        case .noGit, .noRemote: #expect(failure?.reason != .internalError && failure?.reason != .stageFailed, "\(story)")
        }
    }

    private func checkResult(of sha: CommitSHA, _ story: [String]) async throws {
        #expect(try await fixture.origin("rev-list", "--count", "\(sha)..main") == "1", "\(story)")
        let refs = try await fixture.origin("for-each-ref", "--format=%(refname)", "refs/bunsen").split(separator: "\n")
        #expect(refs.count == 1 && refs.first?.hasPrefix("refs/bunsen/result/") == true, "\(refs) \(story)")
        #expect(try await fixture.origin("notes", "--ref=bunsen", "show", sha.text).split(separator: "\n").count == 1, "\(story)")
        #expect(try await fixture.differences(of: PipelineFixture.made, environment: S3Server.environment) == [], "\(story)")
    }

    /// Takes a directory away and brings it back.
    private func without(_ directory: String, for seconds: Double) async throws {
        guard FileManager.default.fileExists(atPath: directory) else { return }
        try FileManager.default.moveItem(atPath: directory, toPath: "\(directory).away")
        // A directory in its place would be filled anew.
        try Data().write(to: URL(filePath: directory))
        try await Task.sleep(for: .seconds(seconds))
        try FileManager.default.removeItem(atPath: directory)
        try FileManager.default.moveItem(atPath: "\(directory).away", toPath: directory)
    }
}

extension String {
    /// The stages that a job's log tells to be pushed while others ran.
    fileprivate var meanwhile: [String] {
        split(separator: "\n").flatMap { line in
            let part = line.split(separator: "pushed meanwhile: ").dropFirst().first ?? ""
            return part.prefix { $0 != "\"" }.split(separator: ", ").map(String.init)
        }
    }
}
