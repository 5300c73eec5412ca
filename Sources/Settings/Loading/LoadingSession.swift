import RunModel
import Yams

/// One run of the loader: gathers what is wrong, so that it can be told together.
struct LoadingSession {
    /// Nil where nothing is read but the text at hand.
    let files: SettingsFiles?
    let home: String?
    var issues: [SettingsIssue] = []
    var warnings: [SettingsIssue] = []
    /// File and line of each key that was read, for the checks at the end; keys as in `bunsen.yaml`.
    var origins: [String: (file: String, line: Int?)] = [:]

    init(files: SettingsFiles?, home: String?) {
        self.files = files
        self.home = home
    }

    /// - Returns: whether there is such a file.
    mutating func readService(_ file: String, mustExist: Bool, into settings: inout ServiceSettings) -> Bool {
        guard let bytes = bytes(of: file) else {
            if mustExist, issues.isEmpty {
                issues.append(
                    SettingsIssue(
                        code: .unreadableFile, file: file,
                        message: "there is no such file: create it, or leave --config out to use the default place"))
            }
            return false
        }
        let schema = Schema<ServiceSettings>.service
        read(schema, bytes, file: file, prefix: "", fresh: settings, into: &settings)
        return true
    }

    mutating func parseProject(name: String, yaml: [UInt8], file: String) -> ProjectSettings? {
        var naming = Reading(file: file, paths: PathRules())
        guard ScalarKind.projectName.value(of: name, at: nil, key: "", &naming) != nil else {
            issues += naming.issues
            return nil
        }
        let fresh = Schema<ProjectSettings>.fresh(name)
        var project = fresh
        read(
            Schema<ProjectSettings>.project, yaml, file: file, prefix: "projects.\(name).", fresh: fresh, into: &project
        )
        return project
    }

    /// The file's bytes; nil if there is none, or if it cannot be read, which is then an issue.
    mutating func bytes(of file: String) -> [UInt8]? {
        do {
            return try files?.read(file)
        } catch {
            issues.append(SettingsIssue(code: .unreadableFile, file: file, message: "cannot be read: \(error)"))
            return nil
        }
    }

    private mutating func read<Root>(
        _ schema: Schema<Root>, _ bytes: [UInt8], file: String, prefix: String, fresh: Root, into root: inout Root
    ) {
        var reading = Reading(file: file, paths: PathRules(file: file, home: home))
        reading.allKeys = schema.rows(fresh: fresh).map(\.key)
        do throws(SettingsError) {
            // An empty file still lacks the keys that are required.
            let node = try YAMLText.root(of: bytes, limit: SettingsLoader.fileLimit, file: file) ?? .bare("")
            schema.read(node, at: "", into: &root, &reading)
        } catch {
            issues += error.issues
        }
        issues += reading.issues
        warnings += reading.warnings
        for (key, line) in reading.lines { origins[prefix + key] = (file, line) }
    }
}
