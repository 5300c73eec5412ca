import Foundation
import Job
import RunModel

/// Repetitions whose command was killed: their directories, and containers that still run in them.
struct LeftRepetitions: Sendable {
    let state: StateDirectory
    let settings: ServiceSettings
    /// In a directory that `--keep` has left for a person.
    static let keptMark = "kept"

    static func directory(_ state: StateDirectory) -> String { "\(state.path)/repetitions" }

    /// Nobody stands in them, and nobody asked for them to be kept.
    func find() throws -> [String] {
        let base = Self.directory(state)
        guard FileManager.default.fileExists(atPath: base) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: base).sorted().map { "\(base)/\($0)" }.filter { path in
            guard !FileManager.default.fileExists(atPath: "\(path)/\(Self.keptMark)") else { return false }
            return try DirectoryLock.alone(path) != nil
        }
    }

    /// - Throws: where containers could not be removed: then their directory stays, as it names them.
    func removeAll() async throws {
        for path in try find() { try await remove(URL(filePath: path).lastPathComponent) }
    }

    /// - Returns: false where somebody stands in it.
    @discardableResult
    func remove(_ name: String) async throws -> Bool {
        let path = "\(Self.directory(state))/\(name)"
        guard let alone = try DirectoryLock.alone(path) else { return false }
        defer { withExtendedLifetime(alone) {} }
        let environment = ProcessInfo.processInfo.environment
        for mark in ContainerMark.all(in: "\(path)/work") {
            let engine = try ContainerEngine.find(settings.containers, searchPath: environment["PATH"] ?? "/usr/bin:/bin")
            try await mark.removeContainers(by: engine, environment: environment)
        }
        try FileManager.default.removeItem(atPath: path)
        return true
    }
}
