import FoundationEssentials

/// What the stages of a work directory were given, for who looks into it later.
package struct KeptEnvironment: Sendable, Codable {
    /// The directory of the virtual environment.
    package var virtualEnvironment: String?
    package var image: ContainerImage?

    /// Nil where stages had what the machine has.
    package static func read(in work: String) -> KeptEnvironment? {
        let kept = FileManager.default.contents(atPath: path(work)).flatMap { try? JSONDecoder().decode(KeptEnvironment.self, from: $0) }
        // Nothing that an engine could take for an option.
        guard kept?.image?.id.utf8.first.map({ $0 != UInt8(ascii: "-") }) ?? true else { return nil }
        return kept
    }

    func write(in work: String) throws { try JSONEncoder().encode(self).write(to: URL(filePath: Self.path(work)), options: .atomic) }

    private static func path(_ work: String) -> String { "\(work)/environment.json" }
}
