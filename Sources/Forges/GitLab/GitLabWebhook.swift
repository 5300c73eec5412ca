package import FoundationEssentials
package import RunModel

/// GitLab's deliveries (docs.gitlab.com/user/project/integrations/webhook_events).
package enum GitLabWebhook: WebhookFormat {
    package static let kind = ForgeKind.gitlab

    package static func isAuthentic(_ delivery: Delivery, secret: Secret, now: Date) -> Bool {
        guard StandardWebhooks.isSigned(delivery) else {
            return SharedToken.isValid(delivery.header("x-gitlab-token"), secret: secret)
        }
        return StandardWebhooks.isValid(delivery, secret: secret, now: now)
    }

    package static func read(_ delivery: Delivery) throws(MalformedDelivery) -> DeliveryContent {
        switch delivery.header("x-gitlab-event") {
        case "Push Hook": content(try PayloadReader.read(Push.self, delivery))
        case "Tag Push Hook": tag(try PayloadReader.read(Push.self, delivery))
        // Of the whole instance: it speaks of every repository there is.
        case "System Hook": DeliveryContent(ignored: ["system-hook"])
        default: DeliveryContent(ignored: ["not-a-push"])
        }
    }

    private struct Push: Decodable {
        let ref: String
        let before: String
        let after: String
        let project: Project
        let commits: Loose<[Commit]>?
        let username: Loose<String>?

        struct Project: Decodable {
            let path: String
            private enum CodingKeys: String, CodingKey { case path = "path_with_namespace" }
        }

        struct Commit: Decodable, Sendable {
            let id: String
            let message: String
        }

        private enum CodingKeys: String, CodingKey {
            case ref, before, after, project, commits
            case username = "user_username"
        }
    }

    private static func content(_ push: Push) -> DeliveryContent {
        switch PushedRef(ref: push.ref, before: push.before, after: push.after).reading {
        case .ignored(let reason): return DeliveryContent(ignored: [reason])
        case .head(let branch, let before, let after):
            // Oldest first, and cut to the newest twenty; empty for a new branch of an old commit.
            let head = push.commits?.value?.last { $0.id == after.text }
            return DeliveryContent(pushes: [
                ForgePush(
                    repository: push.project.path, branch: branch, before: before, after: after,
                    headMessage: head?.message,
                    created: before == nil, forced: nil, authorLogin: nil, pusherLogin: push.username?.text)
            ])
        }
    }

    private static func tag(_ push: Push) -> DeliveryContent {
        guard
            case .ignored(let reason) = PushedRef(
                kind: .tag, name: push.ref, before: push.before, after: push.after
            ).reading
        else {
            return DeliveryContent(ignored: ["bad-ref"])
        }
        return DeliveryContent(ignored: [reason])
    }
}
