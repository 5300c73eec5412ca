package import FoundationEssentials
package import RunModel

/// Gitea's deliveries (docs.gitea.com/usage/webhooks). They have GitHub's shape, and GitHub's headers besides their own.
package enum GiteaWebhook: WebhookFormat {
    package static let kind = ForgeKind.gitea

    package static func isAuthentic(_ delivery: Delivery, secret: Secret, now: Date) -> Bool {
        HMACSignature.isValid(delivery.header("x-gitea-signature"), body: delivery.body, secret: secret)
    }

    package static func read(_ delivery: Delivery) throws(MalformedDelivery) -> DeliveryContent {
        // A hook that Gitea is asked to test sends a push; there is no ping.
        delivery.header("x-gitea-event") == "push" ? try HeadedPush.content(of: delivery) : DeliveryContent(ignored: ["not-a-push"])
    }
}

/// Forgejo's: Gitea's, and headers of its own from the version on that has them.
package enum ForgejoWebhook: WebhookFormat {
    package static let kind = ForgeKind.forgejo

    package static func isAuthentic(_ delivery: Delivery, secret: Secret, now: Date) -> Bool {
        guard delivery.has("x-forgejo-signature") else { return GiteaWebhook.isAuthentic(delivery, secret: secret, now: now) }
        return HMACSignature.isValid(delivery.header("x-forgejo-signature"), body: delivery.body, secret: secret)
    }

    package static func read(_ delivery: Delivery) throws(MalformedDelivery) -> DeliveryContent {
        let event = delivery.has("x-forgejo-event") ? delivery.header("x-forgejo-event") : delivery.header("x-gitea-event")
        return event == "push" ? try HeadedPush.content(of: delivery) : DeliveryContent(ignored: ["not-a-push"])
    }
}
