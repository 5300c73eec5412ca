import Engine
import Foundation
import RunModel
import TestKit
import Testing

/// What every store must do with sweeps.
@Suite(.moto, .timeLimit(.minutes(20)))
struct StoreSweepConformance {
    private func sweep(_ digit: Character = "a", branch: String = "main", at time: Double = 1000) throws -> Sweep {
        let run = try Run.sample(sha: digit)
        var random = SystemRandomNumberGenerator()
        return Sweep(
            id: SweepID(at: Date(timeIntervalSince1970: time), using: &random), repository: run.request.repository, sha: run.request.sha,
            cloneURL: run.cloneURL, branches: [try #require(BranchName(branch))], args: ["-S", "lr=1,2"], options: SweepOptions(),
            subject: "s", acceptedAt: Date(timeIntervalSince1970: time))
    }

    private func member(_ n: Int, of sweep: Sweep) throws -> Run {
        var run = try Run.sample(n)
        run = Run(
            id: run.id,
            request: RunRequest(repository: sweep.repository, sha: sweep.sha, experiment: true, dvcArgs: ["--set-param=lr=\(n)"]),
            cloneURL: run.cloneURL, destination: .experimentRef, branches: sweep.branches, resources: Resources(), deadlineSeconds: 60,
            subject: "s", acceptedAt: run.acceptedAt, cause: "sweep")
        run.sweep = Sweep.Membership(id: sweep.id, number: n, parameters: [SweepParameter(name: "lr", value: "\(n)")])
        return run
    }

    @Test("of many takes of one sweep at once, and many fills, one counts", arguments: StoreKind.allCases)
    func once(_ kind: StoreKind) async throws {
        try await kind.with { try await once([$0, $1]) }
    }

    private func once(_ stores: [any RunStore]) async throws {
        let first = try sweep()
        let taken = try await withThrowingTaskGroup(of: TakenSweep.self) { group in
            for n in 0..<10 {
                let same = n == 0 ? first : try sweep(branch: "b\(n % 3)")
                group.addTask { try await stores[n % 2].take(same) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let new = taken.compactMap { if case .new(let sweep) = $0 { sweep.id } else { nil } }
        #expect(new.count == 1)
        let id = try #require(new.first)
        let whole = try #require(try await stores[0].sweep(id))
        #expect(Set(whole.branches.map(\.text)).isSuperset(of: ["b0", "b1", "b2"]))
        for store in stores {
            try await store.fill(id, with: [try member(1, of: whole), try member(2, of: whole)]) { $0.count = 2 }
        }
        #expect(try await stores[1].standings(of: id).map(\.number) == [1, 2])
        #expect(try await stores[1].runs(RunFilter(), limit: 9).count == 2)
        await #expect(throws: RunStoreError.self) { try await stores[0].fill(try sweep("b").id, with: []) { $0.count = 0 } }
    }

    @Test(
        "where a run stands is written with the run, in every sweep that it is in; one that goes on opens them again",
        arguments: StoreKind.allCases)
    func standings(_ kind: StoreKind) async throws {
        try await kind.with { store, _ in try await standings(store, kind) }
    }

    private func standings(_ store: any RunStore, _ kind: StoreKind) async throws {
        var sweeps: [Sweep] = []
        for (index, option) in ["", "jobs=1"].enumerated() {
            var problems: [String] = []
            let run = try Run.sample()
            var random = SystemRandomNumberGenerator()
            let sweep = Sweep(
                id: SweepID(at: Date(timeIntervalSince1970: Double(index)), using: &random), repository: run.request.repository,
                sha: run.request.sha, cloneURL: run.cloneURL, branches: run.branches, args: ["-S", "lr=1,2"],
                options: SweepOptions(option, problems: &problems), subject: "s", acceptedAt: Date(timeIntervalSince1970: Double(index)))
            _ = try await store.take(sweep)
            let member = try member(1, of: sweep)
            try await store.fill(sweep.id, with: [member]) { $0.count = 1 }
            sweeps.append(sweep)
        }
        let id = try member(1, of: sweeps[0]).id
        try await store.update(id) { run in
            try run.move(to: .submitted, at: Date(timeIntervalSince1970: 2000), because: "test")
            try run.move(to: .failed(.stageFailed), at: Date(timeIntervalSince1970: 2001), because: "test")
        }
        for sweep in sweeps {
            let standing = try #require(try await store.standings(of: sweep.id).first)
            #expect(standing.state == "failed" && standing.reason == .stageFailed && standing.run == id)
            try await store.update(sweep.id) { $0.closedAt = Date(timeIntervalSince1970: 3000) }
        }
        #expect(try await store.openSweeps().isEmpty)
        try await store.update(id) { try $0.move(to: .accepted, at: Date(timeIntervalSince1970: 4000), because: "retry") }
        // DynamoDB opens the one that the run was made for.
        let open = kind == .sqlite ? sweeps : [sweeps[0]]
        #expect(try await store.openSweeps().map(\.id) == open.map(\.id))
        #expect(try await store.sweeps(of: nil, limit: 9).map(\.id) == sweeps.reversed().map(\.id))
        #expect(try await store.sweeps(withPrefix: sweeps[0].id.text, limit: 9).map(\.id) == [sweeps[0].id])
    }

    @Test("a commit that is a result of ours makes no sweep", arguments: StoreKind.allCases)
    func result(_ kind: StoreKind) async throws {
        try await kind.with { store, _ in try await result(store) }
    }

    private func result(_ store: any RunStore) async throws {
        let run = try Run.sample(sha: "b")
        _ = try await store.take(run)
        let commit = try sweep().sha
        try await store.update(run.id) { $0.result = Run.Result(ref: "refs/x", commit: commit, published: []) }
        #expect(try await store.take(sweep()) == .result)
    }
}
