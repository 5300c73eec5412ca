import AWS
package import Engine
import FoundationEssentials
package import RunModel

/// Sweeps, an item each in one partition; and which runs they have. Where those stand is read from the runs themselves.
extension DynamoStore {
    /// How many runs of a sweep are read or written at once.
    private static let width = 8

    package func take(_ sweep: Sweep) async throws -> TakenSweep {
        var claim = Key.claim(sweep)
        claim["sweep"] = .string(sweep.id.text)
        let writes: [DynamoWrite] = [
            .check(table: table, key: Key.result(sweep.sha, sweep.repository), condition: .isNew),
            .put(table: table, item: claim, condition: .isNew), try write(sweep, version: 1, condition: .isNew),
        ]
        for tries in 0..<Self.tries {
            do {
                try await database.transact(writes, token: UUID().uuidString)
                return .new(sweep)
            } catch let error as AWSError where error.isConflict || error.isConditionFailed {
                let failed = error.itemReasons.map { $0 == "ConditionalCheckFailed" }
                if failed.first == true { return .result }
                if failed.dropFirst().first == true { return .known(try await join(sweep)) }
                try await pause(tries)
            }
        }
        throw RunStoreError.sweepIsBusy(sweep.id)
    }

    private func join(_ sweep: Sweep) async throws -> Sweep {
        let item = try await database.item(Key.claim(sweep), of: table)
        guard let id = item?["sweep"]?.string.flatMap({ SweepID($0) }) else { throw RunStoreError.noSuchSweep(sweep.id) }
        return try await update(id) { known in known.branches += sweep.branches.filter { !known.branches.contains($0) } }
    }

    /// Every part of it may be done again: a run is found by its key, a member by its number, and the sweep itself comes last.
    @discardableResult
    package func fill(_ id: SweepID, with runs: [Run], _ change: @Sendable (inout Sweep) -> Void) async throws -> Sweep {
        guard let sweep = try await sweep(id) else { throw RunStoreError.noSuchSweep(id) }
        guard sweep.isUnprepared else { return sweep }
        try await Self.each(runs) { run in
            guard let membership = run.sweep else { return }
            guard let taken = try await self.member(run) else { return }
            var member = Key.member(id, membership.number)
            member["run"] = .string(taken.text)
            member["parameters"] = .binary(try JSONEncoder.bunsen.encode(membership.parameters))
            try await self.database.write(.put(table: self.table, item: member))
        }
        return try await update(id) { sweep in
            if sweep.isUnprepared { change(&sweep) }
        }
    }

    /// The run that has the key, which this may be.
    private func member(_ run: Run) async throws -> RunID? {
        if let known = try await self.run(withKey: run.key) { return known.id }
        switch try await take(run) {
        case .new(let run), .known(let run, _): return run.id
        case .result: return nil
        }
    }

    package func sweep(_ id: SweepID) async throws -> Sweep? { try await storedSweep(id)?.sweep }

    package func sweeps(withPrefix prefix: String, limit: Int) async throws -> [Sweep] {
        guard prefix.utf8.count <= 26 else { return [] }
        return Array(try await sweeps(nil).filter { $0.id.text.hasPrefix(prefix) }.sorted { $0.id > $1.id }.prefix(limit))
    }

    package func sweeps(of repository: RepositoryName?, limit: Int) async throws -> [Sweep] {
        let all = try await sweeps(nil).filter { repository == nil || $0.repository == repository }
        return Array(all.sorted { ($0.acceptedAt, $0.id) > ($1.acceptedAt, $1.id) }.prefix(limit))
    }

    package func openSweeps() async throws -> [Sweep] {
        let open = DynamoExpression("#open = :open", names: ["#open": "open"], values: [":open": .bool(true)])
        return try await sweeps(open).sorted { ($0.acceptedAt, $0.id) < ($1.acceptedAt, $1.id) }
    }

    package func standings(of id: SweepID) async throws -> [Standing] {
        guard let sweep = try await sweep(id) else { return [] }
        var query = DynamoQuery(table, key: .partition("sweep#\(id)"))
        query.isConsistent = true
        var members: [(number: Int, run: RunID, parameters: [SweepParameter])] = []
        for try await item in pages(of: query) {
            guard let run = item["run"]?.string.flatMap({ RunID($0) }), let json = item["parameters"]?.binary,
                let number = item["sk"]?.string.flatMap({ Int($0.dropFirst("run#".count)) })
            else { continue }
            members.append((number, run, try JSONDecoder.bunsen.decode([SweepParameter].self, from: json)))
        }
        let standings = try await Self.each(members) { member in
            try await self.run(member.run).map {
                Standing(of: $0, number: member.number, parameters: member.parameters, metric: sweep.options.metric)
            }
        }
        return standings.compactMap(\.self).sorted { $0.number < $1.number }
    }

    @discardableResult
    package func update(_ id: SweepID, _ change: @Sendable (inout Sweep) throws -> Void) async throws -> Sweep {
        for tries in 0..<Self.tries {
            guard let stored = try await storedSweep(id) else { throw RunStoreError.noSuchSweep(id) }
            var sweep = stored.sweep
            try change(&sweep)
            if sweep == stored.sweep { return sweep }
            do {
                try await database.transact(
                    [try write(sweep, version: stored.version + 1, condition: .isAt(stored.version))], token: UUID().uuidString)
                return sweep
            } catch let error as AWSError where error.isConflict || error.isConditionFailed {
                try await pause(tries)
            }
        }
        throw RunStoreError.sweepIsBusy(id)
    }

    /// A run that goes on again opens the sweep that it was made for.
    func reopen(_ run: Run, after before: Run) async throws {
        guard let place = run.sweep, before.state.isEnded, !run.state.isEnded else { return }
        _ = try await update(place.id) { $0.closedAt = nil }
    }

    private func write(_ sweep: Sweep, version: Int64, condition: DynamoExpression) throws -> DynamoWrite {
        var item = Key.sweep(sweep.id)
        item["json"] = .binary(try JSONEncoder.bunsen.encode(sweep))
        item["version"] = .number(version)
        item["open"] = .bool(sweep.closedAt == nil)
        return .put(table: table, item: item, condition: condition)
    }

    private func storedSweep(_ id: SweepID) async throws -> (sweep: Sweep, version: Int64)? {
        guard let item = try await database.item(Key.sweep(id), of: table), let json = item["json"]?.binary,
            let version = item["version"]?.integer
        else { return nil }
        return (try JSONDecoder.bunsen.decode(Sweep.self, from: json), version)
    }

    private func sweeps(_ filter: DynamoExpression?) async throws -> [Sweep] {
        var query = DynamoQuery(table, key: .partition("sweeps"))
        query.filter = filter
        query.isConsistent = true
        var found: [Sweep] = []
        for try await item in pages(of: query) {
            if let json = item["json"]?.binary { found.append(try JSONDecoder.bunsen.decode(Sweep.self, from: json)) }
        }
        return found
    }

    /// A few at once, in any order.
    @discardableResult
    private static func each<Element: Sendable, Result: Sendable>(
        _ elements: [Element], _ work: @escaping @Sendable (Element) async throws -> Result
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: Result.self) { group in
            var rest = elements[...]
            var results: [Result] = []
            for element in rest.prefix(width) { group.addTask { try await work(element) } }
            rest = rest.dropFirst(width)
            while let result = try await group.next() {
                results.append(result)
                if let element = rest.popFirst() { group.addTask { try await work(element) } }
            }
            return results
        }
    }
}
