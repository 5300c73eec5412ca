import Engine
import Foundation
import RunModel
import TestKit
import Testing

@Suite("A sweep in the engine")
struct SweepingTests {
    private static let message = "try\n:ACME_RUN: -S lr=0.1,0.01 -S depth=range(1,4)\n:ACME_RUN_EXP:"

    private func taken(_ house: EngineFixture, _ message: String = message, sha: Character = "a") async throws -> Sweep {
        let answer = try await house.engine.take(house.push(sha, message))
        guard case .sweep(let sweep, known: false) = answer else { throw Malformed(what: "answer", text: "\(answer)") }
        return sweep
    }

    private func runs(of sweep: Sweep, _ house: EngineFixture) async throws -> [Run] {
        var runs: [Run] = []
        for standing in try await house.store.standings(of: sweep.id) {
            if let run = try await house.store.run(standing.run) { runs.append(run) }
        }
        return runs
    }

    private func metric(_ value: Double, before: Double = 0.5) -> MetricChange {
        MetricChange(file: "metrics.json", name: "acc", before: .number(before), after: .number(value), delta: value - before)
    }

    @Test("a push becomes one sweep with a run for each combination, however often it is delivered")
    func taking() async throws {
        let house = try EngineFixture()
        let sweep = try await taken(house)
        #expect(try await house.engine.take(house.push("a", Self.message)) == .sweep(sweep, known: true))
        try await house.engine.tick()
        let runs = try await runs(of: sweep, house)
        #expect(runs.count == 6)
        #expect(runs.map(\.sweep?.number) == [1, 2, 3, 4, 5, 6])
        #expect(runs[5].request.dvcArgs == ["--set-param=lr=0.01", "--set-param=depth=3"])
        #expect(runs.allSatisfy { $0.destination == .experimentRef && $0.undecided == nil && $0.request.experiment })
        // Another delivery, after the runs are there: nothing more.
        guard case .sweep(let known, known: true) = try await house.engine.take(house.push("a", Self.message)) else {
            throw Malformed(what: "answer", text: "")
        }
        #expect(known.count == 6)
        try await house.restarted().tick()
        #expect(try await house.store.runs(RunFilter(), limit: 99).count == 6)
    }

    @Test("its runs have no status and no report on the commit; the sweep has one leaderboard, told anew when something changes")
    func telling() async throws {
        let house = try EngineFixture(capacity: Resources(vcpus: 6, memoryMiB: 99_999, gpus: 0))
        let sweep = try await taken(house)
        try await house.engine.tick()
        #expect(house.forge.statuses.isEmpty)
        #expect(house.forge.boards.map(\.counts.all) == [6])
        let runs = try await runs(of: sweep, house)
        try house.end(runs[3], .succeeded, metrics: [metric(0.7)])
        try await house.engine.tick()
        try await house.engine.tick()
        #expect(house.forge.boards.count == 1)
        house.clock.advance(15)
        try await house.engine.tick()
        #expect(house.forge.boards.count == 2)
        #expect(house.forge.boards.last?.best?.standing.run == runs[3].id)
        for (index, run) in runs.enumerated() where index != 3 {
            try house.end(run, .succeeded, metrics: [metric(0.1 * Double(index))])
        }
        try await house.engine.tick()
        // The end is told at once.
        let board = try #require(house.forge.boards.last)
        #expect(house.forge.boards.count == 3 && board.counts.succeeded == 6)
        #expect(board.rows.map(\.standing.number) == [4, 6, 5, 3, 2, 1])
        #expect(board.rows.map(\.rank) == [1, 2, 3, 4, 5, 6])
        #expect(try await house.store.openSweeps().isEmpty)
        for _ in 0..<3 {
            house.clock.advance(60)
            try await house.engine.tick()
        }
        #expect(house.forge.boards.count == 3)
        // The runs' own reports go to their results only, which is the forge's matter.
        #expect(try await house.store.dueReports(at: house.clock.now).isEmpty)
    }

    @Test("the best results become branches when the sweep has ended, and no others")
    func branches() async throws {
        let house = try EngineFixture(capacity: Resources(vcpus: 6, memoryMiB: 99_999, gpus: 0))
        let sweep = try await taken(house, Self.message + "\n:ACME_SWEEP: branches=best:2 goal=min")
        try await house.engine.tick()
        let runs = try await runs(of: sweep, house)
        for (index, run) in runs.enumerated() {
            #expect(house.forge.branches.isEmpty)
            try house.end(run, .succeeded, metrics: [metric(0.1 * Double(index))])
            try await house.engine.tick()
        }
        #expect(house.forge.branches == [[runs[0].id, runs[1].id]])
    }

    @Test("a forge that is down is told later, by a restarted service too")
    func down() async throws {
        let house = try EngineFixture()
        house.forge.breakDown(true)
        let sweep = try await taken(house)
        try await house.engine.tick()
        for run in try await runs(of: sweep, house) { try house.end(run, .succeeded) }
        for _ in 0..<4 { try await house.engine.tick() }
        #expect(house.forge.boards.isEmpty)
        #expect(try await house.store.openSweeps().map(\.id) == [sweep.id])
        house.forge.breakDown(false)
        let restarted = house.restarted()
        for run in try await runs(of: sweep, house) where !run.state.isEnded { try house.end(run, .succeeded) }
        for _ in 0..<4 { try await restarted.tick() }
        #expect(house.forge.boards.last?.counts.succeeded == 6)
        #expect(try await house.store.openSweeps().isEmpty)
    }

    @Test("at most so many of its runs are under way as its options say")
    func jobs() async throws {
        let house = try EngineFixture(capacity: Resources(vcpus: 6, memoryMiB: 99_999, gpus: 0))
        let sweep = try await taken(house, Self.message + "\n:ACME_SWEEP: jobs=2")
        try await house.engine.tick()
        #expect(house.executor.submitted.count == 2)
        let first = try #require(try await runs(of: sweep, house).first { !$0.attempts.isEmpty })
        try house.end(first, .succeeded)
        try await house.engine.tick()
        #expect(house.executor.submitted.count == 3)
    }

    @Test("a cancelled sweep ends all that has not ended, also when the service was stopped in the middle of it")
    func cancel() async throws {
        let house = try EngineFixture(capacity: Resources(vcpus: 2, memoryMiB: 99_999, gpus: 0))
        let sweep = try await taken(house)
        try await house.engine.tick()
        let runs = try await runs(of: sweep, house)
        // What a service leaves that is killed right after the first write.
        try await house.store.update(sweep.id) { $0.cancelRequested = true }
        let restarted = house.restarted()
        try await restarted.tick()
        #expect(house.executor.stopped.count == 2)
        for run in runs where house.executor.submitted.contains("\(run.id)/1") { try house.end(run, .stopped) }
        try await restarted.tick()
        let board = try #require(house.forge.boards.last)
        #expect(board.counts.cancelled == 6 && board.counts.isEnded)
        #expect(try await house.store.openSweeps().isEmpty)
        await #expect(throws: Engine.NotPossible.self) { _ = try await restarted.cancel(sweep.id) }
        // And all of it once more.
        #expect(try await restarted.retry(sweep.id) == 6)
        #expect(try await house.store.openSweeps().map(\.id) == [sweep.id])
        try await restarted.tick()
        #expect(house.executor.submitted.count == 4)
    }

    @Test("a retry takes up what has no result, and nothing else")
    func retry() async throws {
        let house = try EngineFixture(capacity: Resources(vcpus: 6, memoryMiB: 99_999, gpus: 0))
        let sweep = try await taken(house)
        try await house.engine.tick()
        let runs = try await runs(of: sweep, house)
        for (index, run) in runs.enumerated() {
            let failure = Failure(.stageFailed, "Stage train failed.", remedy: "Mend it.")
            try house.end(run, index < 4 ? .succeeded : .failed, failure: index < 4 ? nil : failure)
        }
        try await house.engine.tick()
        #expect(house.forge.boards.last?.counts.failed == 2)
        #expect(try await house.engine.retry(sweep.id) == 2)
        #expect(try await house.store.openRuns().map(\.id) == [runs[4].id, runs[5].id])
        // A sweep whose end was told is open again.
        #expect(try await house.store.openSweeps().map(\.id) == [sweep.id])
    }

    @Test("a run that was there already is the sweep's too, and is not run again")
    func known() async throws {
        let house = try EngineFixture(capacity: Resources(vcpus: 9, memoryMiB: 99_999, gpus: 0))
        let alone = try await house.taken(
            house.push("a", "x\n:ACME_RUN: --set-param=lr=0.1 --set-param=depth=2\n:ACME_RUN_EXP:"))
        try await house.engine.tick()
        try house.end(alone, .succeeded, metrics: [metric(0.9)])
        try await house.engine.tick()
        let sweep = try await taken(house)
        try await house.engine.tick()
        #expect(house.executor.submitted.count == 6)
        let standings = try await house.store.standings(of: sweep.id)
        #expect(standings[1].run == alone.id && standings[1].state == "succeeded")
        #expect(house.forge.boards.last?.best?.standing.run == alone.id)
    }

    @Test("a commit that cannot be read is tried again; one that makes no sweep is told once, and nothing runs")
    func preparing() async throws {
        let house = try EngineFixture()
        house.forge.say(.failure(RecordingForge.Down()), .success(SweepSource(parameters: ["params.yaml": ["lr", "dept", "train"]])))
        let sweep = try await taken(house)
        try await house.engine.tick()
        try await house.engine.tick()
        #expect(try await house.store.sweep(sweep.id)?.isUnprepared == true)
        house.clock.advance(2)
        for _ in 0..<3 { try await house.engine.tick() }
        #expect(
            house.forge.refusals.flatMap(\.diagnostics).map(\.message) == [
                "params.yaml of the commit has no parameter `depth`. Is `dept` meant?"
            ])
        #expect(house.executor.submitted.isEmpty)
        #expect(try await house.store.openSweeps().isEmpty)
        #expect(try await house.store.sweep(sweep.id)?.problem?.contains("depth") == true)
    }

    @Test("a sweep's file says what is tried, and its options hold where the message says nothing")
    func file() async throws {
        let house = try EngineFixture(capacity: Resources(vcpus: 9, memoryMiB: 99_999, gpus: 0))
        var options = SweepOptions()
        options.jobs = 1
        options.max = 2
        let definition = SweepDefinition(
            .grid([ParameterAxis(file: nil, key: "lr", values: ["1", "2", "3"])]), options: options, name: "file")
        house.forge.say(.success(SweepSource(resources: ResourceDefaults(vcpus: 2), definition: definition)))
        let sweep = try await taken(house, "x\n:ACME_RUN:\n:ACME_RUN_EXP:\n:ACME_SWEEP: grid max=3")
        try await house.engine.tick()
        let runs = try await runs(of: sweep, house)
        #expect(runs.map(\.request.dvcArgs.first) == ["--name=file-1", "--name=file-2", "--name=file-3"])
        #expect(runs.allSatisfy { $0.resources.vcpus == 2 && $0.sweep?.jobs == 1 })
        #expect(house.executor.submitted.count == 1)
    }

    @Test("one author's long queue hides nobody else's run, and they take turns")
    func lanes() async throws {
        let house = try EngineFixture(capacity: Resources(vcpus: 2, memoryMiB: 99_999, gpus: 0))
        _ = try await house.engine.take(
            house.push("a", "x\n:ACME_RUN: -S lr=range(0,200)\n:ACME_RUN_EXP:", by: "ann"))
        try await house.engine.tick()
        let other = try await house.taken(house.push("b", by: "bob"))
        #expect(try await house.store.frontRuns(perLane: 50).contains { $0.id == other.id })
        for run in try await house.store.openRuns() where run.attempts.count == 1 { try house.end(run, .succeeded) }
        try await house.engine.tick()
        #expect(house.executor.submitted.contains("\(other.id)/1"))
    }
}
