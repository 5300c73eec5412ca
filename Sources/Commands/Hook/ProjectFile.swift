import Foundation
import RunModel
import Settings

/// The project that a hook's repository is known as: `STATE/projects.d/NAME.yaml`.
struct ProjectFile: Sendable {
    let state: StateDirectory

    /// The project of the repository: one that is there already, or a new one.
    func register(_ repository: String, _ settings: ServiceSettings) throws -> (project: ProjectSettings, isNew: Bool) {
        guard let name = settings.repository(url: repository) else {
            throw CommandFailure(.usage, code: "bad_path", "The path \(repository) cannot be used.", remedy: "Move the repository.")
        }
        if let project = settings.project(for: name) { return (project, false) }
        let project = ProjectSettings(name: free(name.shortName, settings), url: repository)
        let path = "\(state.projects)/\(project.name).yaml"
        try DurableFile.write(Data(SettingsLoader.render(project: project).utf8), to: path)
        return (project, true)
    }

    /// Forgets a project that was registered by a hook; hand-kept files stay.
    func forget(_ repository: String, _ settings: ServiceSettings) throws -> String? {
        guard let name = settings.repository(url: repository), let project = settings.project(for: name) else { return nil }
        let path = "\(state.projects)/\(project.name).yaml"
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        try FileManager.default.removeItem(atPath: path)
        return project.name
    }

    /// A name that no project has.
    private func free(_ wish: String, _ settings: ServiceSettings) -> String {
        var base = String(
            wish.unicodeScalars.map { scalar in
                scalar.isASCII
                    && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil || "._-".unicodeScalars.contains(scalar))
                    ? Character(scalar) : "-"
            }
        )
        base = String(base.drop { !($0.isLetter || $0.isNumber) }.prefix(80))
        if base.isEmpty { base = "project" }
        var name = base
        var number = 2
        while settings.projects[name] != nil {
            name = "\(base)-\(number)"
            number += 1
        }
        return name
    }
}
