/// An image that is on this machine.
package struct ContainerImage: Sendable, Equatable, Codable {
    /// As the commit names it.
    package var name: String
    /// The engine's own, which no tag can move.
    package var id: String
    /// What a registry has it by, `sha256:…`; nil for one that never was in one.
    package var digest: String?
    /// Whether the engine keeps containers within memory and CPUs here.
    package var isLimited = true

    /// Named by what it holds, so that it is the same wherever and whenever it is pulled.
    package var isPinned: Bool { name.contains("@sha256:") }

    /// For the report: which one of those that its name may stand for.
    var remark: String? {
        guard !isPinned else { return nil }
        return "stages ran in `\(name)`, which was \(digest ?? "the image \(id)") then; an image named by its digest stays the same"
    }
}
