import Engine
import Foundation
import LocalExecutor
import RunModel
import TestKit
import Testing

/// Memory by control group. Only where somebody says that this machine's groups are there to be used: as root every group
/// can be written to, also those of whatever runs the tests.
@Suite(.timeLimit(.minutes(3)), .enabled(if: ProcessInfo.processInfo.environment["BUNSEN_TEST_MEMORY"] == "1"))
struct LocalExecutorMemoryTests {
    @Test("a job that takes more memory than it asked for is ended, and it is known why")
    func outOfMemory() async throws {
        let subject = try LocalSubject(enforcesMemory: true)
        #expect(subject.local.memoryEnforcement == "by control group")
        let job = try await subject.local.submit(.doing("hog = b'x' * (300 << 20); finish()"))
        let evidence = try await subject.collected(job)
        #expect(evidence.outOfMemory && evidence.end == nil && evidence.signal == 9)
    }

    @Test("a job within its memory ends well, and leaves no group")
    func enough() async throws {
        let subject = try LocalSubject(enforcesMemory: true)
        let job = try await subject.local.submit(.doing("finish()"))
        let evidence = try await subject.collected(job)
        #expect(!evidence.outOfMemory && evidence.end?.outcome == .succeeded)
    }
}
