import FoundationEssentials

/// The installed DVC: which Python runs it.
package struct DVCProgram: Sendable, Equatable {
    package let path: String
    package let python: [String]

    /// - Parameters:
    ///   - name: a name to look up in `searchPath` (the form of PATH), or a path.
    package static func find(_ name: String, searchPath: String) throws(DVCError) -> DVCProgram {
        let isThere = name.contains("/") && FileManager.default.isExecutableFile(atPath: name)
        guard let path = isThere ? name : SearchPath.program(name, in: name.contains("/") ? "" : searchPath) else {
            throw DVCError(.notInstalled, "There is no program “\(name)” in PATH.")
        }
        // The script's own first line names the Python that has DVC's packages.
        guard let bytes = try? Data(contentsOf: URL(filePath: path), options: .mappedIfSafe), bytes.starts(with: Array("#!".utf8)),
            let line = String(validating: bytes.dropFirst(2).prefix(while: { $0 != 10 }), as: UTF8.self)
        else {
            throw DVCError(.notInstalled, "\(path) is not a Python script, so that its Python cannot be found.")
        }
        var python = line.split(separator: " ").map(String.init)
        // `/usr/bin/env python3` is looked up now: stages may be given a PATH in which another Python comes first.
        if python.count == 2, python[0].hasSuffix("/env"), let found = SearchPath.program(python[1], in: searchPath) {
            python = [found]
        }
        return DVCProgram(path: path, python: python)
    }
}
