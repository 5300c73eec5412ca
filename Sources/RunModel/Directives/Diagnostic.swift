/// One mistake in a commit message's directives, told so that the author can mend it without asking anyone.
///
/// Its JSON holds every key, `null` where there is nothing: scripts read `bunsen directives --json`.
package struct Diagnostic: Sendable, Hashable, Codable {
    /// No message gets more diagnostics than this: a hostile one could hold a million mistakes.
    package static let limit = 100

    /// A ``DiagnosticCode``'s text; stable.
    package var code: String
    /// The directive that is meant, prefix included and without colons: `ACME_RUN`.
    package var keyword: String
    /// The line of the message, counted from 1; nil if no line is at fault, as when one is missing.
    package var line: Int?
    /// What is wrong, in one sentence or two.
    package var message: String
    /// What would be right: a flag, an argument or a whole directive line, ready to be copied.
    package var suggestion: String?

    package init(_ code: DiagnosticCode, keyword: String, line: Int? = nil, message: String, suggestion: String? = nil) {
        self.code = code.rawValue
        self.keyword = keyword
        self.line = line
        self.message = message
        // Nobody copies more than that, and a hostile message could make it megabytes.
        self.suggestion = suggestion.flatMap { $0.utf8.count <= 1000 ? $0 : nil }
    }

    /// What the author wrote, marked as such in a sentence and cut to what a sentence can bear.
    static func quote(_ text: String) -> String {
        text.utf8.count <= 200 ? "`\(text)`" : "`\(String(String.UnicodeScalarView(text.unicodeScalars.prefix(100))))…`"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(code, forKey: .code)
        try container.encode(keyword, forKey: .keyword)
        try container.encode(line, forKey: .line)
        try container.encode(message, forKey: .message)
        try container.encode(suggestion, forKey: .suggestion)
    }

    private enum CodingKeys: String, CodingKey { case code, keyword, line, message, suggestion }
}
