package import RunModel

/// Reads the service's settings: defaults, then `bunsen.yaml`, then the environment, then the command line; and the
/// project files beside the configuration and in the state directory.
package struct SettingsLoader: Sendable {
    /// No file of ours comes near.
    static let fileLimit = 1 << 20

    let files: SettingsFiles

    package init(files: SettingsFiles) {
        self.files = files
    }

    /// - Parameters:
    ///   - config: the file named on the command line, which then must exist.
    ///   - environment: of the process.
    ///   - options: settings from the command line.
    /// - Throws: everything that is wrong in files, variables and options together.
    package func load(
        config: String? = nil, environment: [String: String], options: [SettingsOption] = []
    ) throws(SettingsError) -> LoadedSettings {
        let places = SettingsPlaces(environment: environment)
        var session = LoadingSession(files: files, home: places.home)
        let named = config.map { $0.hasPrefix("/") ? $0 : "\(files.currentDirectory)/\($0)" }
        let file = named ?? places.config
        var settings = ServiceSettings(state: places.state ?? "")

        let found = file.map { session.readService($0, mustExist: named != nil, into: &settings) } ?? false
        session.apply(environment: environment, to: &settings)
        session.apply(options: options, to: &settings)
        session.requireState(settings)

        let beside = file.map { PathRules.directory(of: $0) + "/projects.d" }
        let own = settings.state.isEmpty ? nil : settings.state + "/projects.d"
        for directory in [beside, own == beside ? nil : own].compactMap(\.self) {
            session.readProjects(in: directory, into: &settings)
        }
        session.check(settings)
        session.warnOfUnknownVariables(in: environment, settings)
        guard session.issues.isEmpty else { throw SettingsError(issues: session.issues) }
        return LoadedSettings(
            settings: settings, warnings: session.warnings, file: found ? file : nil, projectsDirectory: beside)
    }

    /// Reads the content of one project file.
    /// - Parameters:
    ///   - file: what messages call it; relative paths in it start from its directory.
    ///   - home: what `~/` stands for.
    package static func parseProject(
        name: String, yaml: [UInt8], file: String, home: String? = nil
    ) throws(SettingsError) -> ProjectSettings {
        var session = LoadingSession(files: nil, home: home)
        let project = session.parseProject(name: name, yaml: yaml, file: file)
        guard session.issues.isEmpty, let project else { throw SettingsError(issues: session.issues) }
        return project
    }

    package static func parseProject(
        name: String, yaml: String, file: String, home: String? = nil
    ) throws(SettingsError) -> ProjectSettings {
        try parseProject(name: name, yaml: Array(yaml.utf8), file: file, home: home)
    }
}
