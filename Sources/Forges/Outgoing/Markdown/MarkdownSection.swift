/// A part of a comment that is there as a whole or not at all.
struct MarkdownSection: Sendable {
    /// What it is called when it is left out.
    let title: String
    /// The lightest goes first.
    let weight: Int
    let body: String

    init(_ title: String, weight: Int, _ body: String) {
        self.title = title
        self.weight = weight
        self.body = body
    }
}
