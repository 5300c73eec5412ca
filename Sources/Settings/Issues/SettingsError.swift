/// Settings that cannot be used: everything that is wrong with them, so that it can be mended in one go.
package struct SettingsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// In the order of files and lines; never empty.
    package let issues: [SettingsIssue]

    package init(issues: [SettingsIssue]) {
        self.issues = issues
    }

    private static let shown = 50

    /// One issue a line.
    package var description: String {
        var lines = issues.prefix(Self.shown).map(\.description)
        if issues.count > Self.shown { lines.append("… and \(issues.count - Self.shown) more") }
        return lines.joined(separator: "\n")
    }
}
