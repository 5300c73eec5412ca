import Foundation
import RunModel
import Subprocess
import TestKit
import Testing

/// Kills jobs, and takes their git server and DVC remote away, at every step and at random moments: there is always exactly one
/// result, and nothing that was finished and pushed is done again. A round is all in its seed; `make chaos` runs a few hundred.
@Suite("Chaos", .serialized, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct ChaosTests {
    private static func seeds(_ usual: UInt64) -> [UInt64] {
        let environment = ProcessInfo.processInfo.environment
        let first = environment["BUNSEN_CHAOS_SEED"].flatMap { UInt64($0) } ?? 1
        let rounds = environment["BUNSEN_CHAOS_ROUNDS"].flatMap { UInt64($0) } ?? usual
        return Array(first..<(first + rounds))
    }

    @Test("leaves exactly one result, whatever dies and whenever", .timeLimit(.minutes(300)), arguments: seeds(3))
    func directory(seed: UInt64) async throws {
        var random = SeededRandom(seed: seed)
        let plan = ChaosPlan(troubles: [.kill, .terminate, .noGit, .noRemote], stageSeconds: 1.2, using: &random)
        let fixture = try await PipelineFixture(stageSeconds: plan.stageSeconds)
        try await ChaosRound(fixture: fixture, plan: plan, remote: .directory).run()
    }

    @Test(
        "leaves exactly one result, whatever S3 does", .timeLimit(.minutes(300)),
        .enabled(if: Requirement.program("moto_server"), "needs scripts/install.sh"), arguments: seeds(2))
    func s3(seed: UInt64) async throws {
        var random = SeededRandom(seed: seed ^ 0x53_33)
        let faults = HTTPFaults.Fault.allCases.map(ChaosPlan.Trouble.fault)
        let plan = ChaosPlan(troubles: [.kill, .terminate, .noGit] + faults, stageSeconds: 0.8, using: &random)
        let fixture = try await PipelineFixture(stageSeconds: plan.stageSeconds)
        try await fixture.inS3(timeout: 2) { try await ChaosRound(fixture: fixture, plan: plan, remote: .s3($0)).run() }
    }
}
