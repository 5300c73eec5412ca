import Foundation
import RunModel
import TestKit
import Testing

@Suite struct LeaderboardTests {
    private func sweep(_ options: String = "") throws -> Sweep {
        var problems: [String] = []
        let run = try Run.sample()
        let id = try #require(SweepID("s-20260102T030405-aaaaaaaa"))
        return Sweep(
            id: id, repository: run.request.repository, sha: run.request.sha, cloneURL: run.cloneURL, branches: run.branches,
            args: ["-S", "lr=1,2,3"], options: SweepOptions(options, problems: &problems), subject: "s", acceptedAt: run.acceptedAt)
    }

    private func standing(_ number: Int, _ state: RunState, _ metrics: [MetricChange] = [], metric: MetricName? = nil) throws -> Standing {
        var run = try Run.sample(number)
        if state != .accepted {
            try run.move(to: .submitted, at: run.acceptedAt, because: "test")
            try run.move(to: state, at: run.acceptedAt, because: "test")
        }
        var report = Report(
            run: run.id, key: run.key, attempt: 1, outcome: state.name,
            trigger: Report.Trigger(repository: run.request.repository, branch: nil, commit: run.request.sha, subject: ""),
            asked: run.resources, times: Report.Times(started: run.acceptedAt, ended: run.acceptedAt))
        report.metrics = metrics
        if state.isEnded { run.report = report }
        return Standing(of: run, number: number, parameters: [SweepParameter(name: "lr", value: "\(number)")], metric: metric)
    }

    private func loss(_ value: Double, better: Bool? = nil) -> MetricChange {
        MetricChange(file: "m.json", name: "loss", before: .number(1.5), after: .number(value), delta: value - 1.5, better: better)
    }

    @Test("runs with the metric come first, best first; equal values have equal ranks; then what goes on, waits and failed")
    func ranks() throws {
        let board = Leaderboard(
            try sweep("metric=m.json:loss goal=min"),
            [
                try standing(1, .failed(.stageFailed), [loss(0)]), try standing(2, .succeeded, [loss(0.5)]),
                try standing(3, .accepted), try standing(4, .running), try standing(5, .cached, [loss(0.5)]),
                try standing(6, .succeeded, [loss(.nan)]), try standing(7, .succeeded, [loss(0.25)]),
            ])
        #expect(board.rows.map(\.standing.number) == [7, 2, 5, 6, 4, 3, 1])
        #expect(board.rows.map(\.rank) == [1, 2, 2, nil, nil, nil, nil])
        #expect(board.best?.standing.number == 7)
        #expect(board.counts.all == 7 && board.counts.succeeded == 4 && board.counts.failed == 1 && !board.counts.isEnded)
    }

    @Test("which way is better is what the options say, else what the project says, else more, which is told")
    func goals() throws {
        let bad = try standing(1, .succeeded, [loss(2, better: false)])
        let good = try standing(2, .succeeded, [loss(0.5, better: true)])
        #expect(Leaderboard(try sweep(), [bad, good]).best?.standing.number == 2)
        #expect(Leaderboard(try sweep("goal=max"), [bad, good]).best?.standing.number == 1)
        let unknown = Leaderboard(try sweep(), [try standing(1, .succeeded, [loss(2)]), try standing(2, .succeeded, [loss(0.5)])])
        #expect(unknown.best?.standing.number == 1)
        #expect(unknown.remarks.contains { $0.contains("goal=min") })
    }

    @Test("a metric that no run has is told, with the nearest one")
    func missing() throws {
        let name = try #require(MetricName("m.json:los"))
        let board = Leaderboard(try sweep("metric=m.json:los"), [try standing(1, .succeeded, [loss(1)], metric: name)])
        #expect(board.metric == nil && board.best == nil)
        #expect(board.remarks == ["No run has the metric `m.json:los`. Is `loss` meant?"])
    }

    @Test("what is stored and read again is the same, and what older versions stored is read")
    func coding() throws {
        let standing = try standing(2, .succeeded, [loss(0.5)])
        let data = try JSONEncoder.bunsen.encode(standing)
        #expect(try JSONDecoder.bunsen.decode(Standing.self, from: data) == standing)
        let sweep = try sweep("grid max=5 branches=best:2")
        #expect(try JSONDecoder.bunsen.decode(Sweep.self, from: JSONEncoder.bunsen.encode(sweep)) == sweep)
    }
}
