import Foundation
import RunModel
import Settings

/// The files that `bunsen project` keeps: one a project, and its webhook secrets. Files that somebody keeps by hand stay as
/// they are.
struct ProjectFiles: Sendable {
    private static let mark = "# Kept by `bunsen project`: what is changed here by hand may be written over.\n"
    let state: StateDirectory
    /// Beside `bunsen.yaml` where there is one, else in the state directory.
    let directory: String

    init(_ loaded: LoadedSettings) {
        state = StateDirectory(loaded.settings)
        directory = loaded.file == nil ? state.projects : loaded.projectsDirectory ?? state.projects
    }

    func path(_ name: String) -> String { "\(directory)/\(name).yaml" }

    /// Whether this command made the project's file.
    func isOurs(_ name: String) -> Bool {
        FileManager.default.contents(atPath: path(name)).map { $0.starts(with: Data(Self.mark.utf8)) } ?? false
    }

    func write(_ project: ProjectSettings) throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try DurableFile.write(Data((Self.mark + SettingsLoader.render(project: project)).utf8), to: path(project.name), mode: 0o640)
    }

    /// The project's file and its secrets.
    func remove(_ project: ProjectSettings) throws {
        guard isOurs(project.name) else { return }
        try FileManager.default.removeItem(atPath: path(project.name))
        for source in project.webhook.secrets { forget(source) }
    }

    /// Removes a secret's file, if it is one of those that are made here.
    func forget(_ source: SecretSource) {
        guard case .file(let path) = source, path.hasPrefix("\(secrets)/") else { return }
        try? FileManager.default.removeItem(atPath: path)
    }

    private var secrets: String { "\(state.path)/secrets" }

    /// Where a project's next secret goes.
    func freeSecret(_ name: String) -> String {
        var number = 1
        while FileManager.default.fileExists(atPath: "\(secrets)/\(name)-\(number).hook") { number += 1 }
        return "\(secrets)/\(name)-\(number).hook"
    }

    /// Makes a secret of 256 bits.
    func makeSecret(at path: String) throws -> Secret {
        try FileManager.default.createDirectory(atPath: secrets, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        var random = SystemRandomNumberGenerator()
        let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
        let text = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        try DurableFile.write(Data(text.utf8), to: path, mode: 0o600)
        return Secret(text)
    }
}
