import Foundation
import RunModel
import Subprocess
import TestKit
import Testing

/// What a job makes of an S3 that fails: it ends in good time and for the right reason, and the next attempt gives the result.
@Suite("An S3 that fails", .limited, .enabled(if: Requirement.dvc && Requirement.program("moto_server"), "needs scripts/install.sh"))
struct S3FaultTests {
    /// When it begins to fail.
    enum Moment: Sendable { case fromTheStart, atTheLastStage }

    @Test(
        "ends the attempt as unreachable, and the next one gives the one result",
        arguments: [
            (HTTPFaults.Fault.hang, Moment.fromTheStart), (.hang, .atTheLastStage), (.refuse, .atTheLastStage),
            (.error500, .atTheLastStage), (.error503, .fromTheStart), (.truncate, .fromTheStart), (.truncate, .atTheLastStage),
        ])
    func ends(fault: HTTPFaults.Fault, moment: Moment) async throws {
        let fixture = try await PipelineFixture()
        try await fixture.inS3(timeout: 1) { faults in
            let sha = try await fixture.push("Run it\n\n:ACME_RUN:")
            let first = try fixture.spec(sha)
            let begun = ContinuousClock.now
            if moment == .fromTheStart { try faults.begin(fault) } else { try fixture.hold("train") }
            let status = try await JobProcess.run(first, in: fixture, environment: S3Server.environment) { _ in
                guard moment == .atTheLastStage else { return }
                try await fixture.reached("train")
                try faults.begin(fault)
                try fixture.release("train")
            }
            #expect(ContinuousClock.now - begun < .seconds(90))
            let end = try #require(try fixture.end(of: first))
            #expect(status == .exited(1) && end.failure?.reason == .unreachable, "\(status) \(end)")
            #expect(try await fixture.origin("rev-list", "--count", "\(sha)..main") == "0", "nothing is published without its data")
            let failed = try faults.requests().count { $0.fault != "pass" }
            #expect(failed > 0 || fault == .refuse)

            try faults.pass()
            let second = try fixture.spec(sha, attempt: 2, run: first.run)
            #expect(try await JobProcess.run(second, in: fixture, environment: S3Server.environment) == .exited(0))
            #expect(try fixture.ran("train") == 1, "what had finished is in the cache")
            #expect(try await fixture.origin("rev-list", "--count", "\(sha)..main") == "1")
            #expect(try await fixture.differences(of: PipelineFixture.made, environment: S3Server.environment) == [])
            #expect(Processes.mentioning(fixture.scratch.path).allSatisfy { $0.contains("http_faults") })
        }
    }

    @Test func `is waited for by the service, whose run succeeds when it is back`() async throws {
        let fixture = try await PipelineFixture()
        let service = try ServiceFixture(fixture.scratch, environment: S3Server.environment)
        try await service.install(fixture.bare)
        try await fixture.inS3(timeout: 1) { faults in
            try faults.begin(.error503)
            try await service.serving { _ in
                let (sha, _) = try await fixture.pushAndListen("Run it\n\n:ACME_RUN:")
                try await eventually("the first attempt has failed") { try await service.runs().first?.state == "waiting" }
                try faults.pass()
                let run = try #require(try await service.ended().first)
                #expect(run.state == "succeeded" && run.attempts == 2, "\(run)")
                #expect(try await fixture.origin("rev-list", "--count", "\(sha)..main") == "1")
                #expect(try await fixture.differences(of: PipelineFixture.made, environment: S3Server.environment) == [])
            }
        }
    }

    /// The whole of it, by hand: BUNSEN_SLOW_REMOTE=20 is a remote of 20 s a file and stages of 5 s.
    @Test("that takes longer for a file than a stage takes delays no stage, and gets each object once")
    func slow() async throws {
        let seconds = ProcessInfo.processInfo.environment["BUNSEN_SLOW_REMOTE"].flatMap { Int($0) } ?? 4
        let stage = Double(seconds) / 4
        let fixture = try await PipelineFixture(stageSeconds: stage)
        try await fixture.inS3 { faults in
            let sha = try await fixture.push("Run it\n\n:ACME_RUN:")
            try faults.slow(seconds: seconds)
            var spec = try fixture.spec(sha)
            spec.pushAfterSeconds = max(1, Int(stage / 2))
            let begun = ContinuousClock.now
            let status = try await JobProcess.run(spec, in: fixture, environment: S3Server.environment)
            let took = ContinuousClock.now - begun
            try faults.pass()
            let end = try #require(try fixture.end(of: spec))
            #expect(status == .exited(0), "\(end)")
            let late = end.report?.stages.filter { ($0.seconds ?? 0) > stage + Double(seconds) / 2 }
            #expect(late == [], "no stage waits for a push")
            let moved = try faults.requests().filter { $0.isObject && $0.path.contains("/dvc/") }
            let counts = moved.reduce(into: [:]) { $0[$1.path, default: 0] += 1 }
            #expect(counts.count == 8 && counts.values.allSatisfy { $0 == 1 }, "\(counts)")
            #expect(moved.allSatisfy { $0.method == "PUT" && $0.fault == "slow" }, "nothing is read back")
            #expect(took < .seconds(12 * seconds), "files go at the same time: \(took)")
            print("a remote of \(seconds) s a file, stages of \(stage) s: \(took)")
            #expect(try await fixture.differences(of: PipelineFixture.made, environment: S3Server.environment) == [])
        }
    }
}
