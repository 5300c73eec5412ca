import RunModel

extension LoadingSession {
    /// Rules and projects name executors that there are.
    mutating func checkExecutors(_ settings: ServiceSettings) {
        let names = settings.executorNames
        if settings.batch[ServiceSettings.localExecutor] != nil {
            refuseExecutor(ServiceSettings.localExecutor, at: "batch.local", "is this machine: give the job queue another name", [])
        }
        for (index, rule) in settings.queues.enumerated() {
            for name in rule.on where !names.contains(name) {
                refuseExecutor(name, at: "queues[\(index)].on", "there is no executor \(name)", names)
            }
        }
        for (project, declared) in settings.projects.sorted(by: { $0.key < $1.key }) {
            for name in declared.mayName ?? [] where !names.contains(name) {
                refuseExecutor(name, at: "projects.\(project).may_name", "there is no executor \(name)", names)
            }
        }
    }

    private mutating func refuseExecutor(_ name: String, at key: String, _ message: String, _ names: [String]) {
        let parent = key.split(separator: ".").dropLast().joined(separator: ".")
        let origin = origins[key] ?? origins[parent] ?? origins["queues"] ?? (file: "", line: nil)
        issues.append(
            SettingsIssue(
                code: .badValue, file: origin.file, line: origin.line, key: key, message: message,
                allowed: names.isEmpty ? nil : names.joined(separator: ", "),
                nearest: Nearest.match(for: name, among: names)))
    }
}
