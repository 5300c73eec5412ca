import RunModel

extension Schema<SMTPSettings> {
    static let smtp = Schema([
        .optional("url", \.url, .mailServer, "`smtp://HOST:PORT`, or `smtps://HOST:PORT` where TLS begins with the connection."),
        .optional("from", \.from, .mailAddress, "The sender's address."),
        .optional("user", \.user, .text, defaultText: "nobody logs in", "Who logs in there."),
        .nested("password", \.password, SecretSourceKind.kind, "That user's password."),
        .value(
            "starttls", \.startTLS, .truth,
            "Whether `smtp:` has to be encrypted before anything is said; false only for a relay on this machine."),
    ])
}

extension Schema<MessageRule> {
    static let message = Schema([
        .nested("on", \.on, .oneOrMore(of: .choice), defaultText: "`[failure, recovery]`", "What is told."),
        .nested(
            "repositories", \.repositories, .list(of: .scalar(.glob), orMore: 1), defaultText: "`[\"**\"]`",
            "Identities of repositories (`github.com/acme/*`): one of the patterns must match."),
        .nested("branches", \.branches, .list(of: .scalar(.glob), orMore: 1), defaultText: "`[\"**\"]`", "One of the patterns must match."),
        .nested("reasons", \.reasons, .list(of: .scalar(.choice)), defaultText: "all", "The reasons of failures that are told."),
        .nested("email", \.email, .oneOrMore(of: .mailAddress), defaultText: "no mail", "Addresses that get mail; needs `smtp`."),
        .nested("slack", \.slack, SecretSourceKind.kind, "The address of an incoming webhook of Slack, Mattermost or their like."),
        .optional("webhook", \.webhook, .webURL, "An address that gets JSON."),
        .nested("secret", \.secret, SecretSourceKind.kind, "What that JSON is signed with, by Standard Webhooks: `whsec_` and base64."),
    ])
}

extension ValueKind<[String: MessageRule]> {
    static let messages: ValueKind = {
        let one = ValueKind<MessageRule>(allowed: Schema.message.allowed) { node, key, reading in
            var rule = MessageRule()
            Schema.message.read(node, at: key, into: &rule, &reading)
            return rule
        } write: { rule in
            Schema.message.write(rule, fresh: MessageRule()) ?? .block([])
        } rows: { prefix in
            Schema.message.rows(prefix: prefix, fresh: MessageRule())
        }
        return map(of: one, names: .projectName, placeholder: "NAME", allowed: "a mapping of rule name to rule")
    }()
}
