import Yams

/// One file (or variable, or option) being read: where it is, and what was found wrong so far.
struct Reading {
    /// What messages call it.
    let file: String
    let paths: PathRules
    /// Keys at the top that belong elsewhere: name → where. Only the pushed file has such.
    var foreign: [String: String] = [:]
    /// Every key of this schema, for keys that stand in the wrong place.
    var allKeys: [String] = []
    private(set) var issues: [SettingsIssue] = []
    private(set) var warnings: [SettingsIssue] = []
    /// Where each key stands, for checks that come after reading.
    private(set) var lines: [String: Int] = [:]

    init(file: String, paths: PathRules) {
        self.file = file
        self.paths = paths
    }

    mutating func note(_ key: String, at node: Node) {
        lines[key] = node.mark?.line
    }

    mutating func refuse(
        _ code: SettingsIssue.Code, at node: Node? = nil, key: String, _ message: String, allowed: String? = nil,
        nearest: String? = nil
    ) {
        issues.append(
            SettingsIssue(
                code: code, file: file, line: node?.mark?.line, key: key, message: message, allowed: allowed,
                nearest: nearest))
    }

    mutating func warn(_ code: SettingsIssue.Code, at node: Node? = nil, key: String, _ message: String) {
        warnings.append(
            SettingsIssue(code: code, file: file, line: node?.mark?.line, key: key, message: message))
    }
}
