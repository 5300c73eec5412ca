/// Looking at text scalar by scalar. `Character` takes a `/` or `-` with a combining mark after it for another
/// letter; git, DVC and the file system do not.
extension String {
    func begins(with prefix: String) -> Bool { utf8.starts(with: prefix.utf8) }

    func ends(with suffix: String) -> Bool { utf8.reversed().starts(with: suffix.utf8.reversed()) }

    func contains(anyOf marks: String) -> Bool {
        unicodeScalars.contains { marks.unicodeScalars.contains($0) }
    }

    /// With the empty ones.
    func parts(between separator: Unicode.Scalar) -> [String] {
        unicodeScalars.split(separator: separator, omittingEmptySubsequences: false).map { String($0) }
    }

    /// Neither blanks nor control characters.
    var isOneWord: Bool { utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f } }

    /// No control characters.
    var isPrintable: Bool { utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f } }
}
