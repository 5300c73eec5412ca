import Engine
import Foundation
import RunModel
import Testing
import Web

@Suite("What a page says")
struct PageContentTests {
    private func text(_ run: Run, progress: JobProgress? = nil, queue: String? = nil, tail: LogTail? = nil) -> String {
        RunPage(run, progress: progress, queueReason: queue, tail: tail, now: PageSamples.time + 100).html.text
    }

    /// In this order, each after the one before.
    private func expect(_ text: String, _ parts: [String], _ place: SourceLocation = #_sourceLocation) {
        var rest = text[...]
        for part in parts {
            guard let range = rest.range(of: part) else {
                Issue.record("“\(part)” is missing, or stands too early", sourceLocation: place)
                continue
            }
            rest = rest[range.upperBound...]
        }
    }

    @Test("a result tells what changed, what it took, and how to get it, in this order")
    func succeeded() throws {
        let page = text(try PageSamples.succeeded())
        expect(
            page,
            [
                "<title>succeeded · digits@3f9c2ad · Halve", ">succeeded</strong>", "after 11m 39s", "<h1><bdi>Halve the learning rate",
                "<strong>forge.example/vision/digits</strong>", "lr-sweep", ">3f9c2ad</code>", "ada",
                "<time datetime=\"2023-11-14T22:13:20Z\">2023-11-14 22:13:20 ", "dvc repro -f evaluate", ">Metrics ", "ba5e222",
                "<span class=\"bad\">-0.0038 (-0.395 %) worse</span>",
                ">train.loss <small class=\"dim\">metrics.json</small></th>", "0.3127", "0.28411",
                "<span class=\"good\">-0.02859 (-9.14 %) better</span>", "eval/pr.json</small></th>", "–", "[0.1, 0.2]",
                "<summary>1 unchanged</summary>", ">Parameters ",
                "params.yaml", "0.001", "0.0005", ">Data ", "data/images/", "4.0 KiB, 2 files", ">Stages ", "2 of 4 ran", "cached",
                "unchanged", ">ran<", "10m 12s", "8.3 s",
                ">Resources<", "4 vCPUs, 8 GiB, 1 GPU", "peak memory 3.3 of 8 GiB asked", "12 s", "1d 0h", "plots.html could not be read",
                ">Result<",
                "c0ffee1", "on <code>lr-sweep</code>", "The branch has moved on", "<code>bunsen/x</code>", "Refused", "protected branch",
                "<code>git merge origin/bunsen/x</code>", "<code>git pull &amp;&amp; dvc pull</code>", ">History<", "pushed to lr-sweep",
                "22:13:33", ">running<", "published", ">Log", "bunsen runs logs \(PageSamples.id)",
            ])
        #expect(!page.contains("Why it failed") && !page.contains("<progress"))
    }

    @Test("a failure tells the reason, the sentence, the stage, what to do, and the last lines")
    func failed() throws {
        let page = text(try PageSamples.failed())
        expect(
            page,
            [
                "<title>failed · ", ">failed</strong>", "stage_failed", "Why it failed", "Stage train ended with exit code 1.",
                "<strong>train</strong> · exit code 1", "What to do:", "Mend the stage", "in &lt;module&gt;\n", "illegal memory access",
                ">Stages ",
                "failed</span>", "1m 13s",
            ])
    }

    @Test("a run that goes on tells its stage, for how long, and how many are done")
    func running() throws {
        let start = JobEvent(at: PageSamples.time + 35, stage: PageSamples.training.stage)
        let said = "\(JobLog.line(for: start, nonce: "n0nce"))\nepoch 1\n"
        let run = try PageSamples.running()
        let tail = LogTail(attempt: 1, nonce: "n0nce", bytes: Array(said.utf8)[...], size: said.utf8.count)
        let page = text(run, progress: PageSamples.training, tail: tail)
        expect(
            page,
            [
                "<title>running · ", "for 1m 27s", "Stage 2 of 4: train <small>for 1m 05s", "1 of 4 done", "value=\"1\" max=\"4\"", ">Log ",
                "all of it", "▸ stage 2 of 4 · train</b>\nepoch 1\n</pre>", "bunsen runs logs -f \(PageSamples.id)", "every 5 s",
            ])
        #expect(text(run, progress: JobProgress(step: .pushData)).contains("Pushing data to the DVC remote"))
        #expect(!text(run, progress: JobProgress(step: .pushData)).contains("<progress"))
    }

    @Test("what a sentence marks as code is code, and only in pairs; nothing in it is markup")
    func sentences() throws {
        var run = try PageSamples.failed()
        run.failure?.message = "The stage `a<b>` ended."
        run.failure?.remedy = "Mend `it, then `bunsen runs retry`."
        let page = text(run)
        #expect(page.contains("The stage <code>a&lt;b&gt;</code> ended."))
        #expect(page.contains("Mend `it, then `bunsen runs retry`."))
    }

    @Test("who waits is told for what: a place, another attempt, a machine")
    func waiting() throws {
        var run = try PageSamples.queued()
        expect(text(run, queue: "place 3 in the queue of local"), [">accepted</strong>", "In the queue", "place 3 in the queue of local"])
        run = try PageSamples.running()
        run.failure = Failure(.reclaimed, "The machine was taken back.", remedy: "")
        try run.move(to: .waiting(until: PageSamples.time + 200), at: PageSamples.time + 90, because: "reclaimed")
        expect(
            text(run),
            [">waiting</strong>", "It may start at <time datetime=\"2023-11-14T22:16:40Z\">", "Why the last attempt failed", "taken back"])
        #expect(!text(run).contains("What to do"))
        try run.move(to: .cancelled, at: PageSamples.time + 95, because: "cancelled before it started")
        expect(text(run), ["<title>cancelled", "cancelled before it started"])
    }

    @Test("a repository on the service's machine is shown by its name: its path is nobody's matter")
    func localRepository() throws {
        let (id, sha) = (try #require(RunID(PageSamples.id)), try #require(CommitSHA(String(repeating: "a", count: 40))))
        let run = Run(
            id: id, request: RunRequest(repository: try #require(RepositoryName("/srv/secret-place/demo.git")), sha: sha),
            cloneURL: "/srv/secret-place/demo.git", destination: .origin, branches: [], resources: Resources(), deadlineSeconds: 60,
            subject: " ", acceptedAt: PageSamples.time, cause: "run")
        #expect(text(run).contains("<strong>demo</strong>") && !text(run).contains("secret-place"))
        #expect(text(run).contains("(no subject)"))
    }

    @Test("tables of any length make a page of some length, and say what they leave out")
    func long() throws {
        var run = try PageSamples.succeeded()
        let metrics = (0..<5000).map { MetricChange(file: "m.json", name: "m\($0)", before: nil, after: .integer($0)) }
        run.report?.metrics = metrics
        run.report?.params = metrics.map { ParamChange(file: "p", name: $0.name, before: nil, after: nil) }
        run.report?.stages = metrics.map { StageOutcome(name: $0.name, state: .done) }
        run.report?.remarks = metrics.map(\.name)
        run.failure = Failure(.deadline, String(repeating: "x", count: 1 << 20), remedy: "")
        #expect(text(run).utf8.count < 150_000)
        #expect(text(run).components(separatedBy: "and 4800 more").count == 4)
    }
}
