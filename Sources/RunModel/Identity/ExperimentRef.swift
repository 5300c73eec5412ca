/// A finished experiment as DVC keeps it: `refs/exps/SHA[:2]/SHA[2:]/NAME`, with the commit that it is based on in its name.
package struct ExperimentRef: Sendable, Hashable {
    package let ref: String
    package let base: CommitSHA
    package let name: String

    /// Nil for DVC's own refs below `refs/exps`, such as its queue.
    package init?(_ ref: String) {
        let parts = ref.split(separator: "/", maxSplits: 4, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[0] == "refs", parts[1] == "exps", parts[2].count == 2, !parts[4].isEmpty,
            let base = CommitSHA(parts[2] + parts[3])
        else { return nil }
        self.ref = ref
        self.base = base
        name = parts[4]
    }

    package init(base: CommitSHA, name: String) {
        self.base = base
        self.name = name
        ref = "refs/exps/\(base.text.prefix(2))/\(base.text.dropFirst(2))/\(name)"
    }

    /// The same experiment for git: `experiment/SHA7-NAME`, without `refs/heads`.
    package var branch: String { "\(Self.branches(of: base))\(name)" }

    /// With what the branches of all experiments begin, without `refs/heads`.
    package static let branches = "experiment/"

    /// With what those of one commit begin.
    package static func branches(of base: CommitSHA) -> String { "\(branches)\(base.short)-" }
}
