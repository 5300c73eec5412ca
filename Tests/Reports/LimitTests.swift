import Forges
import RunModel
import Testing

@Suite("Reports at a forge's limit")
struct LimitTests {
    /// As the forges' clients count: UTF-16 code units, of which a clef is two.
    @Test("exactly the limit passes whole; one unit less drops a section, and says which", arguments: MarkdownDialect.allCases)
    func exact(_ dialect: MarkdownDialect) throws {
        let limits: [MarkdownDialect: Int] = [.github: 65_536, .gitlab: 60_000, .bitbucket: 32_768, .gitea: 60_000]
        // The marker, and an empty line before.
        let limit = try #require(limits[dialect]) - 60
        let markdown = ReportMarkdown(dialect: dialect)
        var report = try #require(Situation("at-the-limit").run.report)
        report.custom = ""
        let bare = markdown.text(report, limit: .max).utf16.count
        // Lines are cut at 500.
        let room = limit - bare
        report.custom =
            String(repeating: String(repeating: "𝄞", count: 200) + "\n", count: room / 401) + String(repeating: "x", count: room % 401)
        #expect(markdown.text(report, limit: limit) == markdown.text(report, limit: .max))
        #expect(markdown.text(report, limit: .max).utf16.count == limit)
        report.custom? += "x"
        let cut = markdown.text(report, limit: limit)
        #expect(markdown.text(report, limit: .max).utf16.count == limit + 1)
        #expect(cut.utf16.count <= limit && cut.contains("_Left out because the forge takes no longer comment: resources"))
        #expect(!cut.contains("**Resources**"))
    }
}
