import Commands
import Forges
import Foundation
import RunModel
import Testing
import Web

/// Leaderboards as people see them; UPDATE_REFERENCE=1 writes them.
@Suite("Leaderboards of sweeps that happen")
struct GoldenSweepTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "GoldenSweeps")

    enum Sample: String, CaseIterable, Sendable { case beginning, running, ended, hostile }

    static func sweep(_ options: String = "") throws -> Sweep {
        var problems: [String] = []
        let situation = try #require(Situation.all.first).run
        let id = try #require(SweepID("s-20260102T030405-k3v7x2ma"))
        return Sweep(
            id: id, repository: situation.request.repository, sha: situation.request.sha, cloneURL: situation.cloneURL,
            branches: situation.branches, args: ["-S", "lr=0.1,0.01,0.001", "-S", "depth=2,4"],
            options: SweepOptions(options, problems: &problems),
            requestedBy: "ada", subject: "Try rates and depths", acceptedAt: Situation.start)
    }

    /// - Parameter states: a letter for each run: s, f, r, w or c.
    static func standings(_ states: String, name: String = "lr") throws -> [Standing] {
        try states.enumerated().map { index, letter in
            var run = try #require(Situation.all.first).run
            let end: RunState? = ["s": .succeeded, "f": .failed(.outOfMemory), "c": .cancelled, "r": .running][letter]
            run = Run(
                id: try #require(RunID("r-20260102T030405-k3v7x2\(["ma", "mb", "mc", "md", "me", "mf"][index % 6])")), request: run.request,
                cloneURL: run.cloneURL, destination: .experimentRef, branches: run.branches, resources: run.resources, deadlineSeconds: 60,
                subject: "s", acceptedAt: Situation.start, cause: "sweep")
            if let end {
                try run.move(to: .submitted, at: Situation.start, because: "as told")
                try run.move(to: end, at: Situation.start + 61, because: "as told")
                var report = Report(
                    run: run.id, key: run.key, attempt: 1, outcome: end.name,
                    trigger: Report.Trigger(repository: run.request.repository, branch: nil, commit: run.request.sha, subject: ""),
                    asked: run.resources, times: Report.Times(started: Situation.start, ended: Situation.start + 61))
                let value = 0.9 + Double((index * 7) % 5) / 100
                report.metrics = [
                    MetricChange(
                        file: "metrics.json", name: name == "lr" ? "accuracy" : name, before: .number(0.91), after: .number(value),
                        delta: value - 0.91, better: value == 0.91 ? nil : value > 0.91)
                ]
                report.experiment = "k3v7x2ma-\(index + 1)"
                if end.isEnded { run.report = report }
            }
            let parameters = [
                SweepParameter(name: name, value: ["0.1", "0.01", "0.001"][index % 3]),
                SweepParameter(name: "depth", value: index < 3 ? "2" : "4"),
            ]
            var standing = Standing(of: run, number: index + 1, parameters: parameters, metric: nil)
            if end != nil { standing.seconds = 61.4 + Double(index) }
            return standing
        }
    }

    private static func board(_ sample: Sample) throws -> (Sweep, Leaderboard) {
        var sweep = try sweep("jobs=2")
        let states = ["wwwwww", "ssfrww", "ssssfc", "ssssss"]
        let index = Sample.allCases.firstIndex(of: sample) ?? 0
        let name = sample == .hostile ? "a|b`<b>@you" : "lr"
        let standings = try standings(states[index], name: name)
        sweep.count = standings.count
        if index > 1 { sweep.closedAt = Situation.start + 700 }
        return (sweep, Leaderboard(sweep, standings))
    }

    private static func text(_ sample: Sample, as name: String) throws -> String {
        let (sweep, board) = try board(sample)
        let link = "https://bunsen.example/sweeps/s-1"
        let text =
            switch name {
            case "github.md": LeaderboardMarkdown(dialect: .github, link: link).text(board, of: sweep, limit: 65_000)
            case "bitbucket.md": LeaderboardMarkdown(dialect: .bitbucket).text(board, of: sweep, limit: 65_000)
            case "terminal.txt": SweepText.plain(SweepDocument(sweep, board)).joined(separator: "\n")
            default: SweepPage(sweep, board) { "../runs/\($0)" }.html.text
            }
        let body = text.range(of: "<main").map { String(text[$0.lowerBound...]) } ?? text
        return body.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in String(String(line.reversed().drop { $0 == " " }).reversed()) }.joined(separator: "\n") + "\n"
    }

    @Test("each rendering is as it was looked at", arguments: Sample.allCases)
    func golden(_ sample: Sample) throws {
        for name in ["github.md", "bitbucket.md", "terminal.txt", "page.html"] {
            let text = try Self.text(sample, as: name)
            let file = Self.folder.appending(path: "\(sample.rawValue)/\(name)")
            if ProcessInfo.processInfo.environment["UPDATE_REFERENCE"] == "1" {
                try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try text.write(to: file, atomically: true, encoding: .utf8)
            }
            #expect(GoldenTests.difference(text, from: file) == nil, "UPDATE_REFERENCE=1 swift test --filter GoldenSweepTests writes it")
        }
    }

    @Test("rows are left out for a forge's limit, and the text says how many", arguments: [200, 700, 1500, 4000])
    func limit(_ limit: Int) throws {
        let sweep = try Self.sweep()
        let standings = try Self.standings(String(repeating: "s", count: 100))
        let board = Leaderboard(sweep, standings)
        let text = LeaderboardMarkdown(dialect: .github).text(board, of: sweep, limit: limit)
        #expect(text.utf16.count <= limit)
        let rows = text.split(separator: "\n").count { $0.hasPrefix("| ") } - 2
        if rows > 0 { #expect(text.contains("and \(100 - rows) more")) }
        if limit >= 1500 { #expect(rows > 3) }
    }
}
