import Foundation
import Settings
import Testing

struct ReferenceTests {
    /// Set UPDATE_REFERENCE=1 to write the file instead of comparing it.
    @Test func `the reference of the keys is up to date`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appending(path: "docs/reference/configuration.md")
        if ProcessInfo.processInfo.environment["UPDATE_REFERENCE"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try SettingsReference.markdown.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(
            try String(contentsOf: file, encoding: .utf8) == SettingsReference.markdown,
            "docs/reference/configuration.md is old: UPDATE_REFERENCE=1 swift test --filter ReferenceTests writes it")
    }

    @Test func `every table is a table, and every key says what it is for`() {
        let rows = SettingsReference.markdown.split(separator: "\n").filter { $0.hasPrefix("| `") }
        #expect(rows.count > 60)
        for row in rows {
            let cells = row.replacing("\\|", with: "").split(separator: "|", omittingEmptySubsequences: false)
                .dropFirst().dropLast()
            #expect(cells.count == 4 || cells.count == 5, "\(row)")
            #expect(cells.dropFirst().first?.contains(".") == true, "\(row)")
        }
    }
}
