import Engine
import Foundation
import LocalExecutor
import RunModel
import TestKit
import Testing

private enum MemoryHere {
    static let isEnforced = (try? LocalSubject(enforcesMemory: true))?.local.enforcesMemory ?? false
}

/// Memory by control group, where this machine lets us make one.
@Suite(.timeLimit(.minutes(20)), .enabled(if: MemoryHere.isEnforced, "needs a control group for memory that this user may divide"))
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
