package import RunModel

extension ForgeKind {
    /// Where a forge of this kind on this host has its API.
    package func api(on host: String) -> String {
        switch self {
        case .github: host == "github.com" ? "https://api.github.com" : "https://\(host)/api/v3"
        case .gitlab: "https://\(host)/api/v4"
        case .bitbucket: host == "bitbucket.org" ? "https://api.bitbucket.org" : "https://\(host)"
        case .gitea, .forgejo: "https://\(host)/api/v1"
        case .bitbucketDC: "https://\(host)/rest/api/1.0"
        }
    }

    /// What the API wants on every call.
    var apiHeaders: [(name: String, value: String)] {
        switch self {
        // https://docs.github.com/en/rest/about-the-rest-api/api-versions
        case .github:
            [("accept", "application/vnd.github+json"), ("x-github-api-version", "2022-11-28")]
        default: []
        }
    }
}
