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
        checkMessages(settings)
        checkExecutors(settings)
        for (name, project) in settings.projects.sorted(by: { $0.key < $1.key }) {
            if let other = project.sharesCacheWith { check(other, of: name, in: settings) }
            check(project.webhook, of: project)
            for (index, source) in project.webhook.secrets.enumerated() {
                if case .file(let path) = source { check(secretFile: path, key: "projects.\(name).webhook.secrets[\(index)]") }
            }
            if case .file(let path) = project.token { check(secretFile: path, key: "projects.\(name).token") }
            for (variable, source) in project.secrets.sorted(by: { $0.key < $1.key }) {
                if case .file(let path) = source {
                    check(secretFile: path, key: "projects.\(name).secrets.\(variable)")
                }
            }
        }
    }

    /// A UUID is an identifier: alone it lets in whoever has seen one.
    private mutating func check(_ webhook: WebhookSettings, of project: ProjectSettings) {
        let key = "projects.\(project.name).webhook"
        let origin = origins["\(key).allow_uuid_only"] ?? origins[key] ?? (file: "", line: nil)
        func issue(_ code: SettingsIssue.Code, _ message: String) -> SettingsIssue {
            SettingsIssue(code: code, file: origin.file, line: origin.line, key: "\(key).allow_uuid_only", message: message)
        }
        if webhook.allowsUUIDOnly {
            if project.forgeKind != .bitbucket {
                issues.append(issue(.badValue, "is for Bitbucket Cloud alone: give the hook a secret"))
            } else {
                warnings.append(
                    issue(.unsignedDeliveries, "unsigned deliveries start runs of \(project.name): give the hook a secret"))
            }
        } else if webhook.secrets.isEmpty, !webhook.uuids.isEmpty {
            issues.append(issue(.missingKey, "there are uuids and no secret: name a secret, or set this to true"))
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
