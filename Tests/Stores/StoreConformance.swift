import Engine
import Foundation
import RunModel
import TestKit
import Testing

/// What every store must do.
@Suite(.moto, .timeLimit(.minutes(20)))
struct StoreConformance {
    @Test("of many takes of one key, by two processes at once, one is new and the others know it", arguments: StoreKind.allCases)
    func takenOnce(_ kind: StoreKind) async throws {
        try await kind.with { store, other in
            let answers = try await withThrowingTaskGroup(of: Taken.self) { group in
                for n in 0..<20 {
                    let run = try Run.sample(n)
                    group.addTask { try await (n % 2 == 0 ? store : other).take(run) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let new = answers.compactMap { if case .new(let run) = $0 { run.id } else { nil } }
            #expect(new.count == 1)
            #expect(answers.compactMap(\.run?.id) == Array(repeating: new.first, count: 20))
            #expect(try await store.openRuns().map(\.id) == new)
        }
    }

    @Test("an id that is taken is refused", arguments: StoreKind.allCases)
    func takenID(_ kind: StoreKind) async throws {
        try await kind.with { store, _ in
            let first = try Run.sample()
            _ = try await store.take(first)
            let second = try Run.sample(sha: "b")
            await #expect(throws: RunStoreError.idIsTaken(first.id)) { _ = try await store.take(second) }
            #expect(try await store.run(withKey: second.key) == nil)
        }
    }

    @Test("a run is found by id, key and prefix, and is what was stored", arguments: StoreKind.allCases)
    func found(_ kind: StoreKind) async throws {
        try await kind.with { store, other in
            let run = try Run.sample()
            _ = try await store.take(run)
            #expect(try await other.run(run.id) == run)
            #expect(try await other.run(withKey: run.key) == run)
            let absent = try Run.sample(2, sha: "b")
            #expect(try await other.run(absent.id) == nil)
            for (prefix, count) in [("r-2026", 1), (run.id.text, 1), ("r-%", 0), ("r_2026", 0), ("", 1), (run.id.text + "x", 0)] {
                #expect(try await store.runs(withPrefix: prefix, limit: 5).count == count, "\(prefix)")
            }
        }
    }

    @Test("runs are listed newest first, by repository and state", arguments: StoreKind.allCases)
    func listed(_ kind: StoreKind) async throws {
        try await kind.with { store, _ in
            let runs = try (0..<6).map { n in
                try Run.sample(n, sha: Array("abcdef")[n], repository: n % 2 == 0 ? "host/a/even" : "host/a/odd")
            }
            for run in runs { _ = try await store.take(run) }
            try await end(runs[2], in: store)
            let ids = runs.map(\.id)
            #expect(try await store.runs(RunFilter(), limit: 9).map(\.id) == ids.reversed())
            #expect(try await store.runs(RunFilter(), limit: 2).map(\.id) == [ids[5], ids[4]])
            let even = RepositoryName("host/a/even")
            #expect(try await store.runs(RunFilter(repository: even), limit: 9).map(\.id) == [ids[4], ids[2], ids[0]])
            #expect(try await store.runs(RunFilter(repository: even, states: ["succeeded", "running"]), limit: 9).map(\.id) == [ids[2]])
            #expect(try await store.runs(RunFilter(states: []), limit: 9).isEmpty)
            #expect(try await store.openRuns().map(\.id) == [0, 1, 3, 4, 5].map { ids[$0] })
        }
    }

    @Test("a round sees what has left the queue, and the oldest of each repository's queue", arguments: StoreKind.allCases)
    func front(_ kind: StoreKind) async throws {
        try await kind.with { store, _ in
            var ids: [RunID] = []
            for n in 0..<6 {
                let run = try Run.sample(n, sha: Array("abcdef")[n])
                ids.append(run.id)
                _ = try await store.take(run)
            }
            try await store.update(ids[4]) { try $0.move(to: .submitted, at: $0.acceptedAt, because: "test") }
            #expect(try await store.frontRuns(perLane: 2).map(\.id) == [ids[0], ids[1], ids[4]])
            #expect(try await store.frontRuns(perLane: 9).map(\.id) == ids)
            #expect(try await store.frontRuns(perLane: 0).map(\.id) == [ids[4]])
        }
    }

    @Test("an update that throws leaves the run as it was", arguments: StoreKind.allCases)
    func refusedUpdate(_ kind: StoreKind) async throws {
        try await kind.with { store, other in
            let run = try Run.sample()
            _ = try await store.take(run)
            await #expect(throws: Run.UnlawfulChange.self) {
                try await store.update(run.id) { run in
                    run.subject = "changed"
                    try run.move(to: .running, at: run.acceptedAt, because: "test")
                }
            }
            #expect(try await other.run(run.id) == run)
            let absent = try Run.sample(2).id
            await #expect(throws: RunStoreError.noSuchRun(absent)) { try await store.update(absent) { $0.subject = "x" } }
        }
    }

    @Test("of changes made at once by two processes none is lost, and one that may happen once happens once", arguments: StoreKind.allCases)
    func atOnce(_ kind: StoreKind) async throws {
        try await kind.with { store, other in
            let run = try Run.sample()
            _ = try await store.take(run)
            let begun = try await withThrowingTaskGroup(of: Bool.self) { group in
                for n in 0..<12 {
                    group.addTask {
                        try await (n % 2 == 0 ? store : other).update(run.id) { $0.subject += "." }
                        do {
                            try await (n % 2 == 0 ? other : store).update(run.id) {
                                try $0.move(to: .submitted, at: $0.acceptedAt, because: "\(n)")
                            }
                            return true
                        } catch is Run.UnlawfulChange {
                            return false
                        }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(begun == 1)
            let kept = try #require(try await store.run(run.id))
            #expect(kept.subject == "s............")
            #expect(kept.history.count == 2)
        }
    }

    @Test("a branch that joins a run that ended well opens it again; a result of ours never triggers", arguments: StoreKind.allCases)
    func joined(_ kind: StoreKind) async throws {
        try await kind.with { store, other in
            let run = try Run.sample()
            _ = try await store.take(run)
            let result = try #require(CommitSHA(String(repeating: "9", count: 40)))
            try await store.update(run.id) { $0.result = Run.Result(ref: "refs/bunsen/x", commit: result, published: []) }
            try await end(run, in: store)
            #expect(try await other.isResult(result, of: run.request.repository))
            #expect(try await other.isResult(run.request.sha, of: run.request.repository) == false)
            #expect(try await store.take(try Run.sample(3, sha: "9")) == .result)

            guard case .known(let reopened, true) = try await other.take(try Run.sample(2, branch: "other")) else {
                Issue.record("the branch did not join")
                return
            }
            #expect(reopened.id == run.id && reopened.state == .accepted && reopened.branches.map(\.text) == ["main", "other"])
            guard case .known(_, false) = try await other.take(try Run.sample(4, branch: "other")) else {
                Issue.record("the branch joined twice")
                return
            }
        }
    }

    /// Ends a run well, as the engine does.
    func end(_ run: Run, in store: any RunStore, at seconds: Double = 1060) async throws {
        try await store.update(run.id) { run in
            let time = Date(timeIntervalSince1970: seconds)
            var attempt = Run.Attempt(number: run.attempts.count + 1, executor: "local", nonce: "n", submittedAt: run.acceptedAt)
            attempt.startedAt = time - 60
            attempt.endedAt = time
            run.attempts.append(attempt)
            try run.move(to: .submitted, at: time, because: "test")
            try run.move(to: .succeeded, at: time, because: "test")
        }
    }
}

extension Taken {
    var run: Run? {
        switch self {
        case .new(let run), .known(let run, _): run
        case .result: nil
        }
    }
}
