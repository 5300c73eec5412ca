import RunModel

extension ScalarKind where Value == String {
    /// What git fetches a project from. Credentials in it are refused, as URLs get into logs and messages; for that
    /// reason the messages here do not repeat the text.
    static let repositoryURL = ScalarKind(
        allowed: "https://…, http://…, ssh://…, USER@HOST:PATH, file:///… or an absolute path", text: { $0 },
        parse: { (text, _) throws(Complaint) in
            guard let form = RepositoryURLForm(text), text.isPrintable, RepositoryName(url: text) != nil else {
                throw Complaint("is not an address that a repository is fetched from")
            }
            if form.hasCredentials {
                throw Complaint("the address holds credentials: put them under “token” and “user”")
            }
            return text
        })

    static let identity = ScalarKind(
        "a repository identity", allowed: "HOST/PATH without scheme, user, port and .git, or an absolute path",
        accepts: { text in
            guard text.isPrintable, text.utf8.count <= 2048 else { return false }
            if text.begins(with: "/") { return text.utf8.count > 1 }
            let parts = text.parts(between: "/")
            return parts.count >= 2 && parts.allSatisfy { !$0.isEmpty } && text.isOneWord && !text.ends(with: ".git")
                && !parts[0].contains(anyOf: "@:~")
        })

    /// A commit, branch or tag as `git rev-parse` takes it. A leading `-` would be read as an option.
    static let revision = ScalarKind(
        "a revision", allowed: "a branch, tag or commit",
        accepts: { text in
            !text.isEmpty && text.utf8.count <= 256 && text.isOneWord && !text.begins(with: "-")
                && !text.utf8.isTwoDotted && !text.contains(anyOf: ":*?[\\")
        })
}

extension ScalarKind where Value == Glob {
    static let glob = ScalarKind(
        "a pattern", allowed: "a pattern in which * and ? stand for what is not /, and ** for anything",
        text: { $0.pattern }, read: { Glob($0) })
}

extension String.UTF8View {
    /// Whether `..` is in it, which makes two revisions a range.
    fileprivate var isTwoDotted: Bool {
        zip(self, dropFirst()).contains { $0 == UInt8(ascii: ".") && $1 == UInt8(ascii: ".") }
    }
}
