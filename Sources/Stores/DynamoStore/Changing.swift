import AWS
package import Engine
import FoundationEssentials
package import RunModel

extension DynamoStore {
    package func take(_ run: Run) async throws -> Taken {
        var claim = Key.claim(run.key)
        claim["run"] = .string(run.id.text)
        let isNoResult = DynamoWrite.check(
            table: table, key: Key.result(run.request.sha, run.request.repository), condition: .isNew)
        let writes =
            [isNoResult, .put(table: table, item: claim, condition: .isNew)]
            + (try Self.writes(run, version: 1, table: table, after: nil))
        for tries in 0..<Self.tries {
            do {
                // The token makes a repeated call after a lost answer the same call.
                try await database.transact(writes, token: UUID().uuidString)
                return .new(run)
            } catch let error as AWSError where error.isConflict || error.isConditionFailed {
                let failed = error.itemReasons.map { $0 == "ConditionalCheckFailed" }
                if failed.first == true { return .result }
                if failed.dropFirst().first == true { return try await join(run) }
                if failed.dropFirst(2).first == true { throw RunStoreError.idIsTaken(run.id) }
                try await pause(tries)
            }
        }
        throw RunStoreError.isBusy(run.id)
    }

    /// The key has a run: the branches are joined to it.
    private func join(_ run: Run) async throws -> Taken {
        guard let known = try await self.run(withKey: run.key) else { throw RunStoreError.isDamaged(run.id) }
        if run.branches.allSatisfy({ known.branches.contains($0) }) { return .known(known, joined: false) }
        var joined = false
        let changed = try await write(known.id) { joined = try $0.join(run) }
        return .known(changed, joined: joined)
    }

    @discardableResult
    package func update(_ id: RunID, _ change: @Sendable (inout Run) throws -> Void) async throws -> Run {
        try await write(id, change)
    }

    /// Reads, changes and writes until nobody came between.
    private func write(_ id: RunID, _ change: (inout Run) throws -> Void) async throws -> Run {
        for tries in 0..<Self.tries {
            guard let before = try await stored(id) else { throw RunStoreError.noSuchRun(id) }
            var run = before.run
            try change(&run)
            if run == before.run { return run }
            var writes = try Self.writes(run, version: before.version + 1, table: table, after: before)
            writes += try await consequences(of: run, before.run)
            do {
                try await database.transact(writes, token: UUID().uuidString)
                try await reopen(run, after: before.run)
                return run
            } catch let error as AWSError where error.isConflict || error.isConditionFailed {
                try await pause(tries)
            }
        }
        throw RunStoreError.isBusy(id)
    }

    /// What goes into the same transaction as a change of a run.
    private func consequences(of run: Run, _ before: Run) async throws -> [DynamoWrite] {
        var writes: [DynamoWrite] = []
        if let result = run.result?.commit, result != run.request.sha, result != before.result?.commit {
            writes.append(.put(table: table, item: Key.result(result, run.request.repository)))
        }
        if run.attempts != before.attempts { writes += counts(run, before.endedUsage) }
        if run.state.isEnded, !before.state.isEnded, let end = run.endedAt?.timeIntervalSince1970 {
            writes.append(.put(table: table, item: Self.pending(Key.report(run.id), run.id, rule: nil, end: end)))
            writes += try await messageWrites(run.id, end: end)
        }
        return writes
    }
}
