import Foundation
import RunModel
import Subprocess
import Synchronization
import TestKit
import Testing

/// What a job makes of a git host that fails, over HTTP and with a token: it ends for the right reason, the next attempt gives the
/// one result, and the token is in no word of it.
@Suite("A git host that fails", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct GitFaultTests {
    /// When it begins to fail.
    enum Moment: Sendable { case fromTheStart, atTheLastStage }
    private let token = "token-for-tests-\(UUID().uuidString.lowercased().filter { $0 != "-" })"

    @Test(
        "ends the attempt as unreachable, and the next one gives the one result",
        arguments: [
            (HTTPFaults.Fault.refuse, Moment.fromTheStart), (.error503, .fromTheStart), (.truncate, .fromTheStart),
            (.refuse, .atTheLastStage), (.error500, .atTheLastStage), (.truncate, .atTheLastStage), (.lost, .atTheLastStage),
        ])
    func ends(fault: HTTPFaults.Fault, moment: Moment) async throws {
        let fixture = try await PipelineFixture()
        try await fixture.serving(token: token) { url in
            let parts = try #require(URL(string: url))
            try await HTTPFaults.serving(try #require(parts.port), in: "\(fixture.scratch.path)/faults") { faults in
                let sha = try await fixture.push("Run it\n\n:ACME_RUN:")
                var first = try fixture.spec(sha)
                first.cloneURL = "\(faults.address)\(parts.path)"
                if moment == .fromTheStart { try faults.begin(fault) } else { try fixture.hold("train") }
                let log = Log()
                let status = try await run(first, fixture, log) {
                    guard moment == .atTheLastStage else { return }
                    try await fixture.reached("train")
                    try faults.begin(fault)
                    try fixture.release("train")
                }
                let end = try #require(try fixture.end(of: first))
                #expect(status == .exited(1) && end.failure?.reason == .unreachable, "\(status) \(end)")
                let published = try await fixture.origin("rev-list", "--count", "\(sha)..main")
                #expect(published == "0" || fault == .lost, "what was told as failed is not there")
                try faults.pass()
                var second = try fixture.spec(sha, attempt: 2, run: first.run)
                second.cloneURL = first.cloneURL
                #expect(try await run(second, fixture, log) == .exited(0), "\(log.text)")
                #expect(try fixture.ran("train") == 1, "what had finished is in the cache")
                #expect(try await fixture.origin("rev-list", "--count", "\(sha)..main") == "1")
                #expect(try await fixture.differences(of: PipelineFixture.made) == [])
                let result = try await fixture.origin("for-each-ref", "--format=%(objectname)", "refs/bunsen/result")
                #expect(try await fixture.origin("rev-parse", "main") == result)
                #expect(!log.text.contains(token) && !"\(end)".contains(token))
            }
        }
    }

    private final class Log: Sendable {
        private let said = Mutex("")
        var text: String { said.withLock { $0 } }
        func add(_ text: String) { said.withLock { $0 += text } }
    }

    /// Runs the job with its token, as a job definition gives it.
    private func run(
        _ spec: JobSpec, _ fixture: PipelineFixture, _ log: Log, _ body: @Sendable () async throws -> Void = {}
    ) async throws -> TerminationStatus {
        let path = "\(fixture.scratch.path)/job-\(spec.attempt).log"
        let status = try await JobProcess.run(spec, in: fixture, environment: ["BUNSEN_FORGE_TOKEN": token]) { _ in try await body() }
        log.add(try String(contentsOfFile: path, encoding: .utf8))
        return status
    }
}
