/// One key in the reference.
struct ReferenceRow: Sendable, Equatable {
    let key: String
    /// Nil for a key that only holds the keys that follow.
    let allowed: String?
    /// Markdown.
    let defaultText: String?
    let isRequired: Bool
    let summary: String
    /// The environment variable that sets it, if the key is the service's.
    var variable: String?

    /// Below a value of any shape no variable reaches.
    var withoutVariable: ReferenceRow {
        var row = self
        row.variable = nil
        return row
    }
}
