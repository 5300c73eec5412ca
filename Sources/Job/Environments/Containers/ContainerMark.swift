import FoundationEssentials
import RunModel

/// Says that an attempt may have containers, from before its first one is started until none is left. Whoever finds it after the
/// attempt's end removes them, wherever its job was killed.
package struct ContainerMark: Sendable {
    /// The run's work directory.
    package let work: String
    package let attempt: Int

    package init(work: String, attempt: Int) {
        self.work = work
        self.attempt = attempt
    }

    private static let prefix = "containers-"
    private var path: String { "\(work)/\(Self.prefix)\(attempt)" }

    /// The work directory for the engine's filters, which take a comma for the end of one.
    var label: String { ContentHash.hexadecimal([work]) }

    package var isThere: Bool { FileManager.default.fileExists(atPath: path) }

    /// Those of all attempts.
    package static func all(in work: String) -> [ContainerMark] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: work)) ?? []
        return names.filter { $0.hasPrefix(prefix) }.compactMap { Int($0.dropFirst(prefix.count)) }
            .map { ContainerMark(work: work, attempt: $0) }
    }

    func set() throws { try Data().write(to: URL(filePath: path)) }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// Removes what runs or is left of the attempt, and then the mark.
    ///
    /// - Returns: how many containers there were.
    /// - Throws: ``Unknown`` where the engine does not say that none is left.
    @discardableResult
    package func removeContainers(by engine: ContainerEngine, environment: [String: String]) async throws -> Int {
        guard isThere else { return 0 }
        let filters = ["label=bunsen.place=\(label)", "label=bunsen.attempt=\(attempt)"].flatMap { ["--filter", $0] }
        let listed = try await EngineCall(words: engine.words(["ps", "--all", "--quiet"] + filters), environment: environment).answer()
        guard let listed, listed.isSuccess else { throw Unknown(said: listed?.said ?? "it did not answer") }
        let names = listed.output.split(whereSeparator: \.isWhitespace).map(String.init)
        for name in names {
            let removed = try await EngineCall(words: engine.words(["rm", "--force", name]), environment: environment).answer()
            guard let removed, removed.isGone else { throw Unknown(said: removed?.said ?? "it did not answer") }
        }
        remove()
        return names.count
    }

    package struct Unknown: Error, CustomStringConvertible {
        package let said: String
        package var description: String { "the container engine could not remove containers: \(said)" }
    }
}
