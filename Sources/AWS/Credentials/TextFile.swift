import FoundationEssentials

/// A small file of text that settings name.
enum TextFile {
    /// Nil where it is not there or cannot be read.
    static func content(_ path: String) -> String? {
        guard let data = try? Data(contentsOf: URL(filePath: path)), data.count <= 1 << 20 else { return nil }
        return String(decoding: data, as: UTF8.self)
    }

    /// Without blanks and line ends around it.
    ///
    /// - Throws: ``CredentialsError``.
    static func required(_ path: String, named variable: String) throws -> String {
        guard let text = content(path) else {
            throw CredentialsError("tried to read the file that \(variable) names, \(path): it is not there or not readable.")
        }
        let blanks = Array(" \t\r\n".utf8)
        let trimmed = text.utf8.drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed()
        guard !trimmed.isEmpty else { throw CredentialsError("the file that \(variable) names, \(path), is empty.") }
        return String(decoding: Array(trimmed), as: UTF8.self)
    }
}
