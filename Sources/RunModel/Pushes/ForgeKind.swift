/// The kinds of forge that Bunsen reads pushes of. The text is the last part of a hook's path, `/hooks/github`.
package enum ForgeKind: String, Sendable, Hashable, Codable, CaseIterable {
    case github
    case gitlab
    case bitbucket
    /// Bitbucket Data Center: pushes are read, nothing is written back.
    case bitbucketDC = "bitbucket-dc"
    case gitea
    case forgejo
}
