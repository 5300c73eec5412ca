/// Where a project's code is reviewed.
extension ProjectSettings {
    /// Nil: git alone, with reports in notes.
    package var forgeKind: ForgeKind? { forge ?? host.flatMap { Self.publicForges[$0] } }

    /// The host of the repository's identity; nil for one on this machine.
    package var host: String? { parts.map { String($0.host) } }

    /// The repository as its forge writes it: `owner/name`, `group/subgroup/name`, `PROJECT/name`.
    package var forgePath: String? {
        parts.map { parts in
            // Data Center clones from below `/scm/`, and its deliveries do not have that.
            let isBelow = forgeKind == .bitbucketDC && parts.path.hasPrefix("scm/")
            return String(isBelow ? parts.path.dropFirst("scm/".count) : parts.path)
        }
    }

    /// Whether a forge's name for a repository is this one. All of them but git itself take names without regard to case.
    package func isCalled(_ name: String) -> Bool {
        guard let path = forgePath else { return false }
        let others = aliases.compactMap { alias in alias.firstIndex(of: "/").map { String(alias[alias.index(after: $0)...]) } }
        return ([path] + others).contains { $0.lowercased() == name.lowercased() }
    }

    private var parts: (host: Substring, path: Substring)? {
        guard let name = identity, !name.isLocal, let slash = name.text.firstIndex(of: "/") else { return nil }
        return (name.text[..<slash], name.text[name.text.index(after: slash)...])
    }

    private static let publicForges: [String: ForgeKind] = [
        "github.com": .github, "gitlab.com": .gitlab, "bitbucket.org": .bitbucket, "codeberg.org": .forgejo,
    ]
}
