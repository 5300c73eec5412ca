import Forges
import FoundationEssentials
import RunModel
import Testing

@Suite("A report in Markdown")
struct MarkdownReportTests {
    @Test("a good run: the outcome, what changed, where it is and how to get it")
    func succeeded() throws {
        let text = ReportMarkdown(dialect: .github, link: "https://bunsen.example/runs/r-1").text(
            try MarkdownSample.report(), limit: 60_000)
        #expect(
            text == """
                **Bunsen**: succeeded in 8.5 s · 1 metric worse, 1 better, 1 new

                `loss` 0.5 → 0.6 (+20 %) **worse** · `accuracy` 0.81 → 0.8425 (+4.01 %) better

                `a1a1a1a` on `main`: `Try a smaller rate` · run [r-20260102T030405-k3v7x2ma](https://bunsen.example/runs/r-1)

                **Metrics**, compared with `b2b2b2b`

                | metric | before | after | Δ |
                | --- | ---: | ---: | ---: |
                | `metrics.json:loss` | 0.5 | 0.6 | +0.1 (+20 %) **worse** |
                | `metrics.json:accuracy` | 0.81 | 0.8425 | +0.0325 (+4.01 %) better |
                | `metrics.json:rows` | – | 1200 | new |

                **Parameters**, compared with `b2b2b2b`

                | parameter | before | after |
                | --- | ---: | ---: |
                | `params.yaml:lr` | 0.1 | 0.01 |

                **The repository's own report**

                ```text
                # Report
                | loss | 0.6 |
                ```

                **Stages**

                | stage |  | time |
                | --- | --- | ---: |
                | `prepare` | cached |  |
                | `train` | ran | 6.2 s |

                **Resources**: asked 1 vCPU, 2 GiB · peak memory 0.3 of 2 GiB asked · 12 s in the queue · 8.5 s of work

                - Less memory would do: `:ACME_MEMORY: 1024`.

                - Note: no plot could be read from `plots/roc.json`.

                **Result**: commit `\(MarkdownSample.result)`

                - on `main`

                ```sh
                git pull && dvc pull
                ```
                """)
    }

    @Test("a failure: reason, remedy and the stage's last lines come first")
    func failed() throws {
        var report = try MarkdownSample.report()
        report.outcome = "failed"
        report.result = nil
        report.failure = Failure(
            .stageFailed, "The stage `train` ended with 1.", remedy: "Mend it, then `bunsen runs retry`.", stage: "train", exitCode: 1,
            lastLines: ["Traceback", "```", "ValueError: @team #12"])
        let text = ReportMarkdown(dialect: .gitlab).text(report, limit: 60_000)
        #expect(
            text.hasPrefix(
                """
                **Bunsen**: failed after 8.5 s in stage `train`

                `a1a1a1a` on `main`: `Try a smaller rate` · run `r-20260102T030405-k3v7x2ma`

                **Why**: The stage `train` ended with 1. (`stage_failed`)

                **Error**: `ValueError: @team #12`

                **What to do**: Mend it, then `bunsen runs retry`.

                **Look into it**: `bunsen runs open r-20260102T030405-k3v7x2ma` (a shell where it has worked), \
                `bunsen runs logs r-20260102T030405-k3v7x2ma` (the whole log)

                The last lines:

                ````text
                Traceback
                ```
                ValueError: @team #12
                ````

                **Metrics**
                """))
    }

    @Test(
        "each outcome has its words",
        arguments: [
            ("cached", "**Bunsen**: cached, no stage had to run, in 8.5 s · 1 metric worse, 1 better, 1 new"),
            ("cancelled", "**Bunsen**: cancelled after 8.5 s"),
            ("new*", "**Bunsen**: `new*` after 8.5 s"),
        ])
    func outcomes(_ outcome: String, _ first: String) throws {
        var report = try MarkdownSample.report()
        report.outcome = outcome
        #expect(ReportMarkdown(dialect: .gitea).text(report, limit: 60_000).split(separator: "\n").first.map(String.init) == first)
    }

    @Test(
        "the way to the result fits what was published",
        arguments: [
            (.moved, nil, "git fetch", ["**the branch has moved on**; the result waits on `bunsen/main`", "git fetch\n"]),
            (.refused, nil, nil, ["**refused**: protected branch; the result waits on `bunsen/main`"]),
            (.updated, "exp-1", nil, ["on `bunsen/main`", "dvc exp pull origin exp-1 && dvc exp apply exp-1\n"]),
        ] as [(Publication.Outcome, String?, String?, [String])])
    func places(_ outcome: Publication.Outcome, _ experiment: String?, _ command: String?, _ parts: [String]) throws {
        var report = try MarkdownSample.report()
        report.experiment = experiment
        report.result?.published = [
            Publication(
                branch: "main", ref: "refs/heads/bunsen/main", outcome: outcome, detail: outcome == .refused ? "protected branch" : nil,
                command: command)
        ]
        let text = ReportMarkdown(dialect: .github).text(report, limit: 60_000)
        for part in parts { #expect(text.contains(part)) }
        #expect(text.contains("git pull") == false)
    }

    @Test("whole sections go, the least important first, until the text fits, and it says so", arguments: MarkdownDialect.allCases)
    func cut(_ dialect: MarkdownDialect) throws {
        var report = try MarkdownSample.report()
        report.metrics += (0..<80).map { MetricChange(file: "m.json", name: "metric\($0)", before: nil, after: .integer($0)) }
        let markdown = ReportMarkdown(dialect: dialect)
        let whole = markdown.text(report, limit: 60_000)
        #expect(whole.contains("and 43 more"))
        let blocks = Set(whole.split(separator: "\n\n").map(String.init))
        var titles = Set<String>()
        for limit in stride(from: whole.utf16.count, through: 0, by: -7) {
            let text = markdown.text(report, limit: limit)
            #expect(text.utf16.count <= limit)
            guard limit >= 450 else { continue }
            #expect(text.hasPrefix("**Bunsen**: succeeded in 8.5 s · 1 metric worse"))
            let parts = text.split(separator: "\n\n").map(String.init)
            let notes = parts.filter { !blocks.contains($0) }
            #expect(notes.count == (text == whole ? 0 : 1))
            for note in notes {
                #expect(note.hasPrefix("_Left out because the forge takes no longer comment: resources"))
                titles.insert(note)
            }
        }
        #expect(titles.count >= 4)
    }

    @Test("mistakes: the line, what is wrong, what would be right")
    func mistakes() throws {
        let diagnostics = [
            Diagnostic(.unknownFlag, keyword: "ACME_RUN", line: 3, message: "`--frce` is no flag of dvc repro.", suggestion: "--force"),
            Diagnostic(.missingRun, keyword: "ACME_RUN", message: "There is no such line."),
        ]
        let text = ReportMarkdown.mistakes(diagnostics, in: MarkdownSample.trigger, dialect: .github, limit: 60_000)
        #expect(
            text == """
                **Bunsen**: nothing was run, `a1a1a1a` has 2 mistakes in its directives

                - line 3, `:ACME_RUN:`: `--frce` is no flag of dvc repro. Right would be: `--force`
                - `:ACME_RUN:`: There is no such line.

                Mend the message and push again: an amended commit, or a new and empty one, will do.
                """)
        let many = ReportMarkdown.mistakes(
            Array(repeating: diagnostics[0], count: 100), in: MarkdownSample.trigger, dialect: .github, limit: 1000)
        #expect(many.utf16.count <= 1000)
        #expect(many.contains("more\n"))
    }
}
