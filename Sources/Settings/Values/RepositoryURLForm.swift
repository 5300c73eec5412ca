/// The ways in which a repository's address may be written; git knows more, among them some that run programs.
enum RepositoryURLForm {
    case web(authority: String)
    case ssh(authority: String)
    /// `USER@HOST:PATH`.
    case scp
    case local

    init?(_ text: String) {
        let parts = text.parts(between: "/")
        if text.begins(with: "/") || text.begins(with: "file:///") {
            self = .local
            return
        }
        guard text.isOneWord else { return nil }
        if text.begins(with: "https://") || text.begins(with: "http://") {
            self = .web(authority: parts[2])
        } else if text.begins(with: "ssh://") {
            self = .ssh(authority: parts[2])
        } else {
            let sides = parts[0].parts(between: "@")
            guard sides.count == 2, !sides[0].isEmpty, !sides[0].contains(anyOf: ":"), sides[1].contains(anyOf: ":")
            else { return nil }
            self = .scp
        }
        // ssh would take such a host for one of its options.
        let host = parts[parts[0].contains(anyOf: "@") ? 0 : 2].parts(between: "@").last ?? ""
        guard !host.isEmpty, !host.begins(with: "-"), !text.begins(with: "-") else { return nil }
    }

    /// A password; or any user name before a web host, which is how tokens are passed.
    var hasCredentials: Bool {
        switch self {
        case .web(let authority): authority.contains(anyOf: "@")
        case .ssh(let authority): authority.contains(anyOf: "@") && authority.parts(between: "@")[0].contains(anyOf: ":")
        case .scp, .local: false
        }
    }
}
