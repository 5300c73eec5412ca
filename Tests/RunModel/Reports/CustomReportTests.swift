import Foundation
import RunModel
import Testing

@Suite("A repository's own section of a report")
struct CustomReportTests {
    private func report(_ text: String) throws -> Report {
        let repository = try #require(RepositoryName("forge.example/a/b"))
        let sha = try #require(CommitSHA(String(repeating: "a", count: 40)))
        let request = RunRequest(repository: repository, sha: sha)
        var report = Report(
            run: try #require(RunID("r-20260102T030405-k3v7x2ma")), key: RunKey(request), attempt: 1, outcome: "succeeded",
            trigger: Report.Trigger(repository: repository, branch: nil, commit: sha, subject: ""), asked: Resources(),
            times: Report.Times(started: Date(timeIntervalSince1970: 0), ended: Date(timeIntervalSince1970: 1)))
        report.setCustom(text)
        return report
    }

    static let texts: [(String, String?)] = [
        ("# A\r\n\r\n| b |\n\n", "# A\n\n| b |"), ("", nil), (" \n\t\n", nil), ("\u{1B}[31mred\u{202E}", "[31mred"), ("  two", "  two"),
    ]

    @Test("keeps its lines, and nothing that is not seen", arguments: texts)
    func kept(_ text: String, _ expected: String?) throws {
        #expect(try report(text).custom == expected)
    }

    @Test("is cut at 64 KiB, and at no half of a character", arguments: 0..<4)
    func cut(_ offset: Int) throws {
        let custom = try #require(try report(String(repeating: "x", count: offset) + String(repeating: "🧪", count: 20_000)).custom)
        #expect(custom.utf8.count == (offset == 0 ? 65_536 : 65_532 + offset))
        #expect(custom.hasSuffix("🧪"))
    }

    @Test("is left out of the report's JSON where there is none, and comes back from it where there is one")
    func json() throws {
        for text in ["", "# A\nb"] {
            let report = try report(text)
            let data = try JSONEncoder.bunsen.encode(report)
            #expect(String(decoding: data, as: UTF8.self).contains("custom") == !text.isEmpty)
            #expect(try JSONDecoder.bunsen.decode(Report.self, from: data).custom == report.custom)
        }
    }
}
