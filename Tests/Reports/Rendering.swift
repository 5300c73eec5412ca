import Commands
import Forges
import Foundation
import RunModel
import Web

/// All that people may see of a report, by the name of its file.
enum Rendering {
    static let names = ["github.md", "gitlab.md", "bitbucket.md", "gitea.md", "terminal.txt", "page.html"]

    static func text(_ situation: Situation, as name: String) -> String {
        let run = situation.run
        let text =
            switch name {
            case "terminal.txt": ReportText.plain(RunDocument(run)).joined(separator: "\n")
            case "page.html": body(RunPage(run, now: Situation.start + 800).html.text)
            default: markdown(run, dialect(name))
            }
        // No file of the project has blanks at the end of a line.
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in String(String(line.reversed().drop { $0 == " " }).reversed()) }.joined(separator: "\n") + "\n"
    }

    /// The style is the same on all pages.
    private static func body(_ page: String) -> String {
        page.range(of: "<main").map { String(page[$0.lowerBound...]) } ?? page
    }

    private static func markdown(_ run: Run, _ dialect: MarkdownDialect) -> String {
        guard let report = run.report else { return "" }
        return ReportMarkdown(dialect: dialect, link: "https://bunsen.example/runs/r-1").text(report, limit: 65_000)
    }

    private static func dialect(_ name: String) -> MarkdownDialect {
        switch name {
        case "github.md": .github
        case "gitlab.md": .gitlab
        case "bitbucket.md": .bitbucket
        default: .gitea
        }
    }
}
