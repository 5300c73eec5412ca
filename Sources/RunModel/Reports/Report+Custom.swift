extension Report {
    /// In bytes.
    package static let customLimit = 64 << 10

    /// Takes what a repository's own report command has printed, without what is not seen, and cut to the limit.
    /// - Parameter text: without secrets.
    package mutating func setCustom(_ text: String) {
        var clean = Substring(PlainText.clean(text))
        while let last = clean.last, last.isWhitespace { clean.removeLast() }
        var kept = Array(clean.utf8.prefix(Self.customLimit))
        // No half of a character at the end.
        while String(validating: kept, as: UTF8.self) == nil { kept.removeLast() }
        custom = kept.isEmpty ? nil : String(decoding: kept, as: UTF8.self)
    }

    /// The lines of ``custom``.
    package var customLines: [String] {
        custom?.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) ?? []
    }
}
