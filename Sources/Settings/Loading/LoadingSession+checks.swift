import RunModel

/// What can only be seen when everything has been read.
extension LoadingSession {
    mutating func requireState(_ settings: ServiceSettings) {
        guard settings.state.isEmpty, issues.isEmpty else { return }
        issues.append(
            SettingsIssue(
                code: .missingKey, file: "BUNSEN_STATE", key: "state",
                message: "there is no place for the state, because HOME is not set: set BUNSEN_STATE or HOME"))
    }

    mutating func check(_ settings: ServiceSettings) {
        for (name, project) in settings.projects.sorted(by: { $0.key < $1.key }) {
            if let other = project.sharesCacheWith { check(other, of: name, in: settings) }
            if case .file(let path) = project.token { check(secretFile: path, key: "projects.\(name).token") }
            for (variable, source) in project.secrets.sorted(by: { $0.key < $1.key }) {
                if case .file(let path) = source {
                    check(secretFile: path, key: "projects.\(name).secrets.\(variable)")
                }
            }
        }
    }

    private mutating func check(_ other: String, of name: String, in settings: ServiceSettings) {
        let key = "projects.\(name).shares_cache_with"
        guard other == name || settings.projects[other] == nil else { return }
        let origin = origins[key] ?? (file: "", line: nil)
        let others = settings.projects.keys.filter { $0 != name }.sorted()
        issues.append(
            SettingsIssue(
                code: .unknownProject, file: origin.file, line: origin.line, key: key,
                message: other == name ? "names the project itself" : "there is no project \(other)",
                allowed: others.isEmpty ? nil : others.joined(separator: ", "),
                nearest: Nearest.match(for: other, among: others)))
    }

    private mutating func check(secretFile path: String, key: String) {
        guard let mode = files?.mode(path), mode & 0o077 != 0 else { return }
        let origin = origins[key] ?? (file: path, line: nil)
        warnings.append(
            SettingsIssue(
                code: .openSecretFile, file: origin.file, line: origin.line, key: key,
                message: "others than its owner may open \(Echo.plain(path)): chmod 600 it"))
    }
}
