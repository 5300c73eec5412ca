/// A lexical error as `errors` lists it: `CODE:KEYWORD`, or the code alone when no directive is at fault.
package struct DirectiveError: Error, Sendable, Hashable, Codable, CustomStringConvertible {
    package let code: String
    /// Prefix included: `ACME_MEMORY`. Nil for `missing_run`.
    package let keyword: String?

    package init(_ code: DiagnosticCode, keyword: String? = nil) {
        self.code = code.rawValue
        self.keyword = keyword
    }

    package var description: String { keyword.map { "\(code):\($0)" } ?? code }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard let code = parts.first else { throw Malformed(what: "directive error", text: text) }
        self.code = code
        keyword = parts.count == 2 ? parts[1] : nil
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
