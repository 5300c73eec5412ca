import Forges
import Foundation
import RunModel
import Testing

@Suite("Telling who has sent a delivery")
struct DetectionTests {
    private static func delivery(_ headers: [String: String]) -> Delivery {
        Delivery(headers: headers.map { (name: $0.key, value: $0.value) }, body: Data("{}".utf8))
    }

    @Test(
        "each forge is known by its headers, also where it sends another's",
        arguments: [
            (["X-GitHub-Event": "push"], .github),
            (["X-Gitea-Event": "push", "X-GitHub-Event": "push", "X-Gogs-Event": "push"], .gitea),
            (["X-Forgejo-Event": "push", "X-Gitea-Event": "push", "X-GitHub-Event": "push"], .forgejo),
            (["X-Gitlab-Event": "Push Hook"], .gitlab),
            (["x-gitlab-event": "Push Hook", "X-Request-Id": "1"], .gitlab),
            (["X-Event-Key": "repo:push", "X-Hook-UUID": "{1}"], .bitbucket),
            (
                ["X-Event-Key": "repo:push", "X-Request-UUID": "1", "X-Request-Id": "of a proxy"],
                .bitbucket
            ),
            (["X-Event-Key": "repo:push", "User-Agent": "Bitbucket-Webhooks/2.0"], .bitbucket),
            (["X-Event-Key": "repo:refs_changed", "X-Request-Id": "1"], .bitbucketDC),
            (["X-Event-Key": "diagnostics:ping"], .bitbucketDC),
            (["X-Gogs-Event": "push"], nil), (["X-Request-Id": "1"], nil), ([:], nil),
        ] as [([String: String], ForgeKind?)])
    func kinds(headers: [String: String], kind: ForgeKind?) {
        #expect(Webhooks.detect(Self.delivery(headers)) == kind)
    }

    @Test("there is a format of each kind, and it says so", arguments: ForgeKind.allCases)
    func formats(kind: ForgeKind) {
        let named = Webhooks.format(of: kind).kind
        #expect(named == kind)
    }

    @Test(
        "a delivery's own name is what its forge calls it",
        arguments: [
            (["X-GitHub-Delivery": "a", "X-Request-Id": "b"], "a"), (["X-Gitea-Delivery": "a"], "a"),
            (["X-Forgejo-Delivery": "a"], "a"),
            (["X-Gitlab-Event-UUID": "a", "Idempotency-Key": "b"], "a"), (["Idempotency-Key": "a"], "a"),
            (["webhook-id": "a"], "a"),
            (["X-Request-UUID": "a", "X-Request-Id": "b"], "a"), (["X-Request-Id": "a"], "a"),
            (["X-GitHub-Delivery": "", "X-Request-Id": ""], nil), ([:], nil),
        ] as [([String: String], String?)])
    func names(headers: [String: String], name: String?) {
        #expect(Webhooks.deliveryID(Self.delivery(headers)) == name)
    }

    @Test("a header that comes twice counts as none: no forge sends one so")
    func twice() {
        let delivery = Delivery(
            headers: [(name: "X-A", value: "1"), (name: "x-a", value: "2"), (name: "X-B", value: "3")],
            body: Data())
        #expect(delivery.header("x-a") == nil && delivery.has("x-a") && delivery.header("x-b") == "3")
        #expect(!delivery.has("x-c") && delivery.header("x-c") == nil)
    }

    @Test("only Data Center's ping may come unsigned, and one that is signed must be signed right")
    func pings() {
        func whose(_ headers: [String: String]) -> [ForgeKind] {
            ForgeKind.allCases.filter { Webhooks.isUnsignedPing(Self.delivery(headers), of: $0) }
        }
        #expect(whose(["X-Event-Key": "diagnostics:ping"]) == [.bitbucketDC])
        #expect(whose(["X-Event-Key": "diagnostics:ping", "X-Hub-Signature": "sha256=00"]) == [])
        #expect(whose(["X-Event-Key": "repo:refs_changed"]) == [])
        #expect(whose(["X-GitHub-Event": "ping"]) == [])
    }

    @Test(
        "a ping and an event that is no push are read without a look at the body",
        arguments: [
            (.github, ["X-GitHub-Event": "ping"], "ping"),
            (.github, ["X-GitHub-Event": "create"], "not-a-push"),
            (.gitlab, ["X-Gitlab-Event": "System Hook"], "system-hook"),
            (.gitlab, ["X-Gitlab-Event": "Note Hook"], "not-a-push"),
            (.bitbucket, ["X-Event-Key": "pullrequest:created"], "not-a-push"),
            (.bitbucketDC, ["X-Event-Key": "diagnostics:ping"], "ping"),
            (.bitbucketDC, ["X-Event-Key": "mirror:repo_synchronized"], "not-a-push"),
            (.gitea, ["X-Gitea-Event": "create", "X-GitHub-Event": "push"], "not-a-push"),
            (.forgejo, ["X-Forgejo-Event": "delete", "X-Gitea-Event": "push"], "not-a-push"),
            (.github, [:], "not-a-push"),
        ] as [(ForgeKind, [String: String], String)])
    func others(kind: ForgeKind, headers: [String: String], reason: String) throws {
        let content = try Webhooks.format(of: kind).read(Self.delivery(headers))
        #expect(content == DeliveryContent(ignored: [reason]))
    }
}
