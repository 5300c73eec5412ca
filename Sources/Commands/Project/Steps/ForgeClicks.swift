import RunModel

/// Where to click for what no call can do, or the token may not.
enum ForgeClicks {
    /// How the token gets the right to write.
    static func write(_ kind: ForgeKind, _ path: String) -> String {
        switch kind {
        case .github:
            "Settings › Developer settings › Fine-grained tokens › (the token) › Repository access: \(path); Contents and Pull requests: "
                + "read and write, Commit statuses: read and write, Webhooks: read and write for `project add` alone."
        case .gitlab: "\(path) › Settings › Access tokens › role Developer (Maintainer for `project add`), scopes api and write_repository."
        case .bitbucket:
            "\(path) › Repository settings › Access tokens › scopes Repositories: write, Pull requests: write, Webhooks: read and write for "
                + "`project add` alone. For an API token: Repository settings › Repository permissions › (the account): Write."
        case .bitbucketDC: "\(path) › Repository settings › HTTP access tokens › Repository write."
        case .gitea, .forgejo:
            "\(path) › Settings › Collaborators › (the account): Write, and for its token: Settings › Applications › scope repository: "
                + "read and write, issue: read and write."
        }
    }

    /// How the webhook is made by hand.
    static func webhook(_ kind: ForgeKind, _ path: String, url: String, secretFile: String) -> String {
        let common = "URL \(url), secret: the content of \(secretFile)"
        return switch kind {
        case .github: "\(path) › Settings › Webhooks › Add webhook: \(common), content type application/json, just the push event."
        case .gitlab: "\(path) › Settings › Webhooks › Add new webhook: \(common) (as secret token), trigger Push events."
        case .bitbucket: "\(path) › Repository settings › Webhooks › Add webhook: \(common), trigger Repository push."
        case .bitbucketDC: "\(path) › Repository settings › Webhooks › Create webhook: \(common), event Repository: Push."
        case .gitea, .forgejo:
            "\(path) › Settings › Webhooks › Add webhook › \(kind == .gitea ? "Gitea" : "Forgejo"): \(common), content type "
                + "application/json, push events."
        }
    }
}
