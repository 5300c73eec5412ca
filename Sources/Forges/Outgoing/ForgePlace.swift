package import RunModel

/// What a comment hangs on.
package enum ForgePlace: Sendable, Hashable, CustomStringConvertible {
    /// A pull or merge request, by its number in its repository (GitLab's `iid`).
    case request(Int)
    case commit(CommitSHA)

    package var description: String {
        switch self {
        case .request(let number): "request \(number)"
        case .commit(let sha): "commit \(sha.short)"
        }
    }
}
