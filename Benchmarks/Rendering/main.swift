// How long a report of 200 metrics and 5,000 parameters takes to render, in all renderings: the best and the middle of 21
// rounds in milliseconds. Judges nothing.
//
// Usage: swift run -c release rendering
import Commands
import Engine
import Forges
import Foundation
import RunModel
import Web

guard let id = RunID("r-20260102T030405-k3v7x2ma"), let repository = RepositoryName("forge.example/vision/digits"),
    let sha = CommitSHA(String(repeating: "a1", count: 20))
else { preconditionFailure("the sample's names are none") }
let start = Date(timeIntervalSince1970: 1_767_323_045)
var run = Run(
    id: id, request: RunRequest(repository: repository, sha: sha), cloneURL: "https://forge.example/vision/digits", destination: .origin,
    branches: [], resources: Resources(), deadlineSeconds: 3600, subject: "Try it", acceptedAt: start, cause: "pushed")
var report = Report(
    run: id, key: run.key, attempt: 1, outcome: "succeeded",
    trigger: Report.Trigger(repository: repository, branch: nil, commit: sha, subject: "Try it"), asked: Resources(),
    times: Report.Times(started: start, ended: start + 60))
report.metrics = (0..<200).map {
    MetricChange(file: "metrics.json", name: "m.\($0)", before: .number(0.5), after: .number(0.5 + Double($0) / 7), delta: Double($0) / 7)
}
report.params = (0..<5000).map { ParamChange(file: "params.yaml", name: "p.\($0)", before: .integer($0), after: .number(Double($0) / 3)) }
run.report = report
for state in [RunState.submitted, .running, .publishing, .succeeded] { try run.move(to: state, at: start + 60, because: "as told") }

let renderings: [(name: String, render: () throws -> Int)] =
    MarkdownDialect.allCases.map { dialect in
        ("\(dialect)", { ReportMarkdown(dialect: dialect).text(report, limit: 60_000).utf8.count })
    } + [
        ("terminal", { ReportText.plain(RunDocument(run)).count }),
        ("page", { RunPage(run, now: start + 60).html.text.utf8.count }),
        ("json", { try JSONEncoder().encode(RunDocument(run)).count }),
    ]
var all = 0.0
for rendering in renderings {
    var times: [Double] = []
    for _ in 0..<21 {
        let clock = ContinuousClock()
        let time = try clock.measure { if try rendering.render() == 0 { preconditionFailure("\(rendering.name) is empty") } }
        times.append(Double(time.components.attoseconds) / 1e15 + Double(time.components.seconds) * 1000)
    }
    times.sort()
    all += times[10]
    print("\(rendering.name): best \(Figures.number(times[0])) ms, middle \(Figures.number(times[10])) ms")
}
print("all: \(Figures.number(all)) ms")
