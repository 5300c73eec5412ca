extension HTML {
    /// A sentence of ours, in which backticks stand around what is code, as in a comment on a forge. Where they do not come in
    /// pairs, somebody else's text is in it, and they stay what they are.
    static func sentence(_ text: some StringProtocol) -> HTML {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false).map { String($0) }
        guard parts.count % 2 == 1 else { return "\(String(text))" }
        return parts.enumerated().reduce("") { markup, part in
            markup + (part.offset % 2 == 0 ? "\(part.element)" : "<code>\(part.element)</code>")
        }
    }
}
