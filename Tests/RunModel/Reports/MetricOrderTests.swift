import FoundationEssentials
import RunModel
import Testing

@Suite("The order of metrics, and the headline")
struct MetricOrderTests {
    private static func change(_ name: String, _ before: Scalar?, _ after: Scalar?, better: Bool? = nil) -> MetricChange {
        var delta: Double?
        if let a = before?.double, let b = after?.double { delta = b - a }
        return MetricChange(file: "m.json", name: name, before: before, after: after, delta: delta, better: better)
    }

    private static let mixed = [
        change("same", .integer(1), .integer(1)), change("new", nil, .integer(1)), change("up", .number(1), .number(2)),
        change("good", .number(1), .number(1.1), better: true), change("bad", .number(1), .number(0.9), better: false),
        change("worst", .number(1), .number(0.5), better: false), change("from-zero", .number(0), .number(0.1)),
        change("nan", .number(1), .number(.nan)), change("gone", .integer(1), nil), change("word", .text("a"), .text("a")),
    ]

    @Test("worse first, then better, changed and unchanged; the largest part first")
    func order() {
        let order = MetricOrder(Self.mixed)
        #expect(order.moved.map(\.name) == ["nan", "worst", "bad", "good", "from-zero", "up", "new", "gone"])
        #expect(order.unchanged.map(\.name) == ["same", "word"])
        #expect(order.tally == "3 metrics worse, 1 better, 2 changed, 1 new, 1 gone, 2 unchanged")
        #expect(MetricOrder([]).tally == nil)
    }

    @Test("a NaN that was stored as a word is one still")
    func stored() throws {
        let change = MetricChange(file: "m.json", name: "loss", before: .number(0.5), after: .number(.nan))
        let again = try JSONDecoder().decode(MetricChange.self, from: JSONEncoder().encode(change))
        #expect(again.verdict == .diverged && again.verdict == change.verdict)
    }

    private func report(_ outcome: String, _ metrics: [MetricChange]) throws -> Report {
        let repository = try #require(RepositoryName("forge.example/a/b"))
        let sha = try #require(CommitSHA(String(repeating: "a", count: 40)))
        var report = Report(
            run: try #require(RunID("r-20260102T030405-k3v7x2ma")), key: RunKey(RunRequest(repository: repository, sha: sha)), attempt: 1,
            outcome: outcome, trigger: Report.Trigger(repository: repository, branch: nil, commit: sha, subject: ""), asked: Resources(),
            times: Report.Times(started: Date(timeIntervalSince1970: 0), ended: Date(timeIntervalSince1970: 8.5)))
        report.metrics = metrics
        return report
    }

    @Test("the headline has three metrics: those with a direction, else those that moved most")
    func movers() throws {
        #expect(try Headline(report("succeeded", Self.mixed)).movers.map(\.name) == ["nan", "worst", "bad"])
        let undirected = Self.mixed.filter { $0.better == nil && $0.name != "nan" }
        #expect(try Headline(report("succeeded", undirected)).movers.map(\.name) == ["from-zero", "up", "new"])
        #expect(try Headline(report("failed", Self.mixed)).movers == [])
        #expect(try Headline(report("new*", [])).unknown == "new*")
    }

    @Test(
        "a branch that did not get the result is in the headline",
        arguments: [(.moved, "the branch has moved on"), (.refused, "the result was refused"), (.updated, nil)]
            as [(Publication.Outcome, String?)])
    func notice(_ outcome: Publication.Outcome, _ notice: String?) throws {
        var report = try report("succeeded", [])
        report.result = Run.Result(
            ref: "r", commit: report.trigger.commit, published: [Publication(branch: "main", ref: "refs/heads/main", outcome: outcome)])
        #expect(Headline(report).notice == notice)
    }

    @Test(
        "what was asked for and not used is said, and what to ask for instead",
        arguments: [
            (3_250_000, 1160, 600, ["Less memory would do: `:ACME_MEMORY: 5120`.", "Fewer vCPUs would do: `:ACME_VCPUS: 3`."]),
            (32_000_000, 4700, 600, ["Nearly all memory was used, ask for more: `:ACME_MEMORY: 47104`."]), (20_000_000, 4700, 600, []),
            (20_000_000, 10, 20, []),
        ] as [(Int, Double, Double, [String])])
    func sizing(_ peakKiB: Int, _ cpuSeconds: Double, _ seconds: Double, _ advice: [String]) throws {
        var report = try report("succeeded", [])
        report.times.ended = report.times.started.addingTimeInterval(seconds)
        report.resources = Report.Usage(asked: Resources(vcpus: 8, memoryMiB: 32_768))
        report.resources.peakMemoryKiB = peakKiB
        report.resources.cpuSeconds = cpuSeconds
        #expect(Sizing(report).advice == [])  // No stage ran.
        report.stages = [StageOutcome(name: "train", state: .done, seconds: seconds)]
        #expect(Sizing(report).advice == advice)
    }

    @Test("of GPUs their use is said", arguments: [(0.0, "No GPU was used"), (0.2, "The GPUs were idle"), (0.9, "")] as [(Double, String)])
    func gpus(_ part: Double, _ start: String) throws {
        var report = try report("succeeded", [])
        report.times.ended = report.times.started.addingTimeInterval(600)
        report.stages = [StageOutcome(name: "train", state: .done, seconds: 600)]
        report.resources = Report.Usage(asked: Resources(gpus: 1))
        report.resources.gpus = [Report.GPU(name: "A100", utilization: part, peakMemoryMiB: 10_445, memoryMiB: 81_920)]
        let sizing = Sizing(report)
        #expect(sizing.gpus.map(\.use) == ["\(Int(part * 100)) % busy, peak memory 10.2 of 80 GiB"])
        #expect(start.isEmpty ? sizing.advice.isEmpty : sizing.advice.first?.hasPrefix(start) == true)
    }
}
