import Engine
import Foundation
import RunModel
import SQLiteStore
import Testing

@Suite struct SQLiteStoreTests {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("bunsen-\(UUID().uuidString).db").path

    @Test func `a burst of takes is stored whole, each with its own answer, whoever goes away`() async throws {
        let store = try SQLiteStore(path: path)
        let repository = try #require(RepositoryName("host/a/b"))
        let runs = try (0..<400).map { n in
            var random = SystemRandomNumberGenerator()
            let sha = String(repeating: "0", count: 37) + String(n + 256, radix: 16)
            return Run(
                id: RunID(at: Date(timeIntervalSince1970: 1000), using: &random),
                request: RunRequest(repository: repository, sha: try #require(CommitSHA(sha))), cloneURL: "https://host/a/b",
                destination: .origin, branches: [try #require(BranchName("main"))], resources: Resources(), deadlineSeconds: 60,
                subject: "s", acceptedAt: Date(timeIntervalSince1970: 1000), cause: "push")
        }
        // One in five gives up at once: what it asked for may or may not be stored, and harms nobody else.
        try await withThrowingTaskGroup(of: (Int, Taken?).self) { group in
            for (n, run) in runs.enumerated() {
                group.addTask {
                    let task = Task { try await store.take(run) }
                    if n % 5 == 0 { task.cancel() }
                    return (n, n % 5 == 0 ? try? await task.value : try await task.value)
                }
            }
            for try await (n, taken) in group where n % 5 != 0 { #expect(taken?.run?.id == runs[n].id) }
        }
        let kept = Set(try await store.openRuns().map(\.id))
        #expect(runs.enumerated().allSatisfy { $0.offset % 5 == 0 || kept.contains($0.element.id) })
    }

    @Test func `a commit waits for the disk`() throws {
        #expect(try SQLiteStore(path: path).synchronous == 2)
    }

}
