/// One mistake in a commit message's directives, told so that it can be mended.
package struct Diagnostic: Sendable, Equatable, Codable {
    /// Stable: `missing_argument`, `unknown_flag`, `not_yet_supported`, …
    package var code: String
    /// The directive it stands in, without colons.
    package var keyword: String?
    /// The line of the message, 1-based.
    package var line: Int?
    package var message: String
    /// What would be right.
    package var suggestion: String?

    package init(code: String, keyword: String?, line: Int?, message: String, suggestion: String? = nil) {
        self.code = code
        self.keyword = keyword
        self.line = line
        self.message = message
        self.suggestion = suggestion
    }
}
