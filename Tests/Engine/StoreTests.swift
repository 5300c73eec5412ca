import Engine
import Foundation
import RunModel
import SQLiteStore
import Testing

@Suite struct StoreTests {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("bunsen-\(UUID().uuidString).db").path

    static func run(_ n: Int = 1, branch: String = "main", sha: Character = "a") throws -> Run {
        Run(
            id: try #require(RunID("r-20260102T030405-aaaaaaa" + "\(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"][n])")),
            request: RunRequest(
                repository: try #require(RepositoryName("host/a/b")),
                sha: try #require(CommitSHA(String(repeating: sha, count: 40)))),
            cloneURL: "https://host/a/b", destination: .origin, branches: [try #require(BranchName(branch))],
            resources: Resources(), deadlineSeconds: 60, subject: "s", acceptedAt: Date(timeIntervalSince1970: 1000),
            cause: "push")
    }

    @Test func `ten concurrent takes of one key give one run`() async throws {
        let store = try SQLiteStore(path: path)
        let new = try await withThrowingTaskGroup(of: Bool.self) { group in
            for n in 0..<10 {
                let run = try Self.run(n)
                group.addTask { if case .new = try await store.take(run) { true } else { false } }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(new == 1)
        #expect(try await store.openRuns().count == 1)
    }

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

    @Test func `a round sees what has left the queue, and the oldest of each repository's queue`() async throws {
        let store = try SQLiteStore(path: path)
        var ids: [RunID] = []
        for n in 0..<6 {
            let run = try Self.run(n, sha: Array("abcdef")[n])
            ids.append(run.id)
            _ = try await store.take(run)
        }
        try await store.update(ids[4]) { try $0.move(to: .submitted, at: $0.acceptedAt, because: "test") }
        #expect(try await store.frontRuns(perRepository: 2).map(\.id) == [ids[0], ids[1], ids[4]])
        #expect(try await store.frontRuns(perRepository: 9).map(\.id) == ids)
    }

    @Test func `a commit waits for the disk`() throws {
        #expect(try SQLiteStore(path: path).synchronous == 2)
    }

    @Test func `an id that is taken is refused`() async throws {
        let store = try SQLiteStore(path: path)
        let first = try Self.run()
        _ = try await store.take(first)
        let second = try Self.run(sha: "b")
        await #expect(throws: SQLiteStoreError.idIsTaken(first.id)) { _ = try await store.take(second) }
    }

    @Test func `a branch that joins a run that ended well opens it again`() async throws {
        let store = try SQLiteStore(path: path)
        let run = try Self.run()
        _ = try await store.take(run)
        try await store.update(run.id) { run in
            try run.move(to: .submitted, at: run.acceptedAt, because: "test")
            try run.move(to: .succeeded, at: run.acceptedAt, because: "test")
        }
        let taken = try await store.take(try Self.run(2, branch: "other"))
        #expect(taken.run?.id == run.id)
        #expect(taken.run?.state == .accepted)
        #expect(taken.run?.branches.count == 2)
    }

    @Test func `an update that throws leaves the run as it was, also after the file is opened again`() async throws {
        let run = try Self.run()
        do {
            let store = try SQLiteStore(path: path)
            _ = try await store.take(run)
            await #expect(throws: Run.UnlawfulChange.self) {
                try await store.update(run.id) { run in
                    run.subject = "changed"
                    try run.move(to: .running, at: run.acceptedAt, because: "test")
                }
            }
        }
        #expect(try await SQLiteStore(path: path).run(run.id) == run)
    }

    @Test(arguments: [("r-2026", 1), ("r-%", 0), ("r_2026", 0), ("", 1)])
    func `a prefix finds runs and holds no wildcards`(prefix: String, count: Int) async throws {
        let store = try SQLiteStore(path: path)
        _ = try await store.take(try Self.run())
        #expect(try await store.runs(withPrefix: prefix, limit: 5).count == count)
    }
}

extension Taken {
    fileprivate var run: Run? {
        switch self {
        case .new(let run), .known(let run, _): run
        case .result: nil
        }
    }
}
