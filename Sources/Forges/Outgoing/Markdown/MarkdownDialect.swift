package import RunModel

/// Whose Markdown: they agree on nearly all that a report needs.
package enum MarkdownDialect: Sendable, CaseIterable {
    case github, gitlab, bitbucket, gitea

    package init(_ kind: ForgeKind) {
        switch kind {
        case .github: self = .github
        case .gitlab: self = .gitlab
        case .bitbucket, .bitbucketDC: self = .bitbucket
        case .gitea, .forgejo: self = .gitea
        }
    }

    /// Whether `\|` inside a code span in a table is read as `|` (GFM §4.10). Bitbucket's reader would show the backslash.
    var escapesPipes: Bool { self != .bitbucket }

    /// Whether `<details>` folds. Bitbucket shows the tags.
    var folds: Bool { self != .bitbucket }
}
