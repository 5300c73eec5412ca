import FoundationEssentials

/// The files that AWS's own tools share: `~/.aws/config` and `~/.aws/credentials`, or where `AWS_CONFIG_FILE` and
/// `AWS_SHARED_CREDENTIALS_FILE` say: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
package struct SharedConfig: Sendable {
    /// By name; what both files say of a profile together, the credentials file's word before the other's.
    let profiles: [String: [String: String]]
    /// The profile in use.
    package let name: String
    /// Whether somebody asked for it by name.
    let isNamed: Bool

    package init(_ surroundings: AWSSurroundings) {
        let home = surroundings.variable("HOME") ?? ""
        let config = surroundings.variable("AWS_CONFIG_FILE") ?? "\(home)/.aws/config"
        let credentials = surroundings.variable("AWS_SHARED_CREDENTIALS_FILE") ?? "\(home)/.aws/credentials"
        var profiles = Self.sections(TextFile.content(Self.expanded(config, home)) ?? "", prefix: "profile")
        for (name, values) in Self.sections(TextFile.content(Self.expanded(credentials, home)) ?? "", prefix: nil) {
            profiles[name, default: [:]].merge(values) { $1 }
        }
        self.profiles = profiles
        name = surroundings.variable("AWS_PROFILE") ?? "default"
        isNamed = surroundings.variable("AWS_PROFILE") != nil
    }

    /// The profile's region.
    package var region: String? { profiles[name]?["region"] }

    private static func expanded(_ path: String, _ home: String) -> String {
        path.hasPrefix("~/") ? home + path.dropFirst() : path
    }

    /// - Parameter prefix: what a section's name begins with, but for `default`; other sections are no profiles.
    static func sections(_ text: String, prefix: String?) -> [String: [String: String]] {
        var found: [String: [String: String]] = [:]
        var section: String?
        for line in text.split(whereSeparator: \.isNewline) {
            // Indented lines belong to a setting of several lines, of which none is read here.
            guard let first = line.first, first != " ", first != "\t", first != "#", first != ";" else { continue }
            if first == "[" {
                section = (line.dropFirst().split(separator: "]").first).flatMap { profile(in: $0, prefix: prefix) }
                if let section { found[section] = found[section] ?? [:] }
            } else if let section, let equals = line.firstIndex(of: "=") {
                var value = trimmed(line[line.index(after: equals)...])
                // A comment within a line has a blank before it.
                for mark in [" #", " ;", "\t#", "\t;"] {
                    if let start = value.firstRange(of: mark)?.lowerBound { value = trimmed(value[..<start]) }
                }
                found[section]?[trimmed(line[..<equals]).lowercased()] = value
            }
        }
        return found
    }

    private static func profile(in title: Substring, prefix: String?) -> String? {
        let words = title.split { $0 == " " || $0 == "\t" }.map { $0.filter { $0 != "\"" && $0 != "'" } }
        if words.count == 1, prefix == nil || words[0] == "default" { return words[0] }
        return words.count == 2 && words[0] == prefix ? words[1] : nil
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let parts = text.split(omittingEmptySubsequences: true) { $0 == " " || $0 == "\t" || $0 == "\r" }
        guard let first = parts.first, let last = parts.last else { return "" }
        return String(text[first.startIndex..<last.endIndex])
    }
}
