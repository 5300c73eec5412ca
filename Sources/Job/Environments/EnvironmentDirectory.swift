import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One environment's place on this host: `whole.json`, and the virtual environment that it names.
///
/// Scripts of a virtual environment hold its absolute path, so that it cannot be built elsewhere and moved: each build has a
/// directory of its own, and counts from the moment on in which `whole.json` names it.
struct EnvironmentDirectory {
    let path: String

    private var mark: String { "\(path)/whole.json" }

    private struct Mark: Codable { var directory: String }

    func make() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    /// The virtual environment; nil where none was built to its end.
    var whole: String? {
        guard let data = FileManager.default.contents(atPath: mark), let mark = try? JSONDecoder().decode(Mark.self, from: data),
            access("\(path)/\(mark.directory)/bin/python", X_OK) == 0
        else { return nil }
        return "\(path)/\(mark.directory)"
    }

    /// A new place to build in; what an earlier build has left goes.
    func begin() throws -> String {
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            try FileManager.default.removeItem(atPath: "\(path)/\(name)")
        }
        let draft = "\(path)/venv-\(String(UInt64.random(in: 0...(.max)), radix: 36))"
        try FileManager.default.createDirectory(atPath: draft, withIntermediateDirectories: false)
        return draft
    }

    /// - Parameter draft: what ``begin()`` gave, by now built.
    func finish(_ draft: String) throws {
        // Else a power cut could keep the mark and lose what it stands for.
        sync()
        let name = draft.split(separator: "/").last.map(String.init) ?? ""
        try JSONEncoder().encode(Mark(directory: name)).write(to: URL(filePath: mark), options: .atomic)
    }

    /// Says that it is used now: those that were not for the longest time are collected first.
    func touch() { utimes(path, nil) }
}
