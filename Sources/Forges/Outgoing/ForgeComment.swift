/// One comment as a forge keeps it.
package struct ForgeComment: Sendable, Equatable {
    package var id: String
    /// GitLab keeps a commit's comments in discussions; a comment is edited through its own.
    package var discussion: String?
    package var body: String

    package init(id: String, discussion: String? = nil, body: String) {
        self.id = id
        self.discussion = discussion
        self.body = body
    }
}

/// Some of a list, and how to ask for the rest.
package struct ForgePage<Element: Sendable>: Sendable {
    package var items: [Element]
    /// The query that gives the next page; nil at the end.
    package var next: String?

    package init(items: [Element], next: String?) {
        self.items = items
        self.next = next
    }
}
