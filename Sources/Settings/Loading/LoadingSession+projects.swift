import RunModel

extension LoadingSession {
    /// Reads every `NAME.yaml` of the directory; it need not exist.
    mutating func readProjects(in directory: String, into settings: inout ServiceSettings) {
        let names: [String]
        do {
            names = try files?.list(directory) ?? []
        } catch {
            issues.append(SettingsIssue(code: .unreadableFile, file: directory, message: "cannot be read: \(error)"))
            return
        }
        for name in names.sorted() where !name.hasPrefix(".") {
            let file = "\(directory)/\(name)"
            guard name.hasSuffix(".yaml") else {
                if name.hasSuffix(".yml") || name.hasSuffix(".json") {
                    warnings.append(
                        SettingsIssue(
                            code: .ignoredFile, file: file, message: "is not read: project files end in .yaml"))
                }
                continue
            }
            readProject(String(name.dropLast(".yaml".count)), file: file, into: &settings)
        }
    }

    private mutating func readProject(_ name: String, file: String, into settings: inout ServiceSettings) {
        if settings.projects[name] != nil {
            let other = origins["projects.\(name)"] ?? origins["projects.\(name).url"]
            let place = other.map { " in \($0.file)" + ($0.line.map { ":\($0)" } ?? "") } ?? ""
            issues.append(
                SettingsIssue(
                    code: .duplicateProject, file: file, message: "there is a project \(name)\(place) already: keep one"
                ))
            return
        }
        guard let bytes = bytes(of: file), let project = parseProject(name: name, yaml: bytes, file: file) else {
            return
        }
        settings.projects[name] = project
    }
}
