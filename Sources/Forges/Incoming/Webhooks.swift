package import RunModel

/// Every forge's way of telling of pushes: one folder each, and one line here.
package enum Webhooks {
    package static func format(of kind: ForgeKind) -> any WebhookFormat.Type {
        switch kind {
        case .github: GitHubWebhook.self
        case .gitlab: GitLabWebhook.self
        case .bitbucket: BitbucketWebhook.self
        case .bitbucketDC: BitbucketDataCenterWebhook.self
        case .gitea: GiteaWebhook.self
        case .forgejo: ForgejoWebhook.self
        }
    }

    /// Who has sent a delivery, by its headers. Forgejo sends Gitea's too, and Gitea GitHub's.
    package static func detect(_ delivery: Delivery) -> ForgeKind? {
        if delivery.has("x-forgejo-event") { return .forgejo }
        if delivery.has("x-gitea-event") { return .gitea }
        if delivery.has("x-gitlab-event") { return .gitlab }
        if delivery.has("x-github-event") { return .github }
        guard delivery.has("x-event-key") else { return nil }
        let isCloud =
            delivery.has("x-hook-uuid") || delivery.has("x-request-uuid")
            || delivery.header("user-agent")?.hasPrefix("Bitbucket-Webhooks/") ?? false
        return isCloud ? .bitbucket : .bitbucketDC
    }

    /// The forge's own name for this delivery: for logs, never an identity, because a redelivery may have another.
    package static func deliveryID(_ delivery: Delivery) -> String? {
        // The last is also what any proxy adds.
        [
            "x-github-delivery", "x-forgejo-delivery", "x-gitea-delivery", "x-gitlab-event-uuid",
            "idempotency-key", "webhook-id",
            "x-request-uuid", "x-request-id",
        ]
        .lazy.compactMap { delivery.header($0) }.first { !$0.isEmpty }
    }

    /// Data Center tries out a hook without signing: answered, and without any effect. One that is signed has to be signed
    /// right, so that a wrong secret shows.
    package static func isUnsignedPing(_ delivery: Delivery, of kind: ForgeKind) -> Bool {
        kind == .bitbucketDC && delivery.header("x-event-key") == BitbucketDataCenterWebhook.ping
            && !delivery.has("x-hub-signature")
    }
}
