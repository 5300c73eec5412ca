import Forges
import Foundation
import RunModel
import Testing

@Suite("Signatures")
struct SignatureTests {
    @Test(
        "hold and fail as they must", .enabled(if: SharedVectors.areThere, "the shared vectors are not beside the checkout"),
        arguments: SharedVectors.signatures)
    func vector(_ vector: SharedVectors.Signature) throws {
        // GitLab signs by the standard where it is told to.
        let kind = try #require(vector.scheme == "standard-webhooks" ? .gitlab : ForgeKind(rawValue: vector.scheme))
        var delivery = try vector.delivery()
        if vector.scheme == "standard-webhooks", vector.headers["webhook-signature"] == nil {
            delivery = Delivery(headers: vector.headers.map { (name: $0.key, value: $0.value) }, body: delivery.body)
        }
        let now = Date(timeIntervalSince1970: vector.now ?? 1_700_000_000)
        let isAuthentic = Webhooks.format(of: kind).isAuthentic(delivery, secret: Secret(vector.secret), now: now)
        #expect(isAuthentic == vector.valid)
    }

    @Test("all shared cases have been tried", .enabled(if: SharedVectors.areThere, "the shared vectors are not beside the checkout"))
    func all() { #expect(SharedVectors.signatures.count > 60 && SharedVectors.signatures.contains { !$0.valid }) }

    /// GitHub's own published example (docs.github.com, "Validating webhook deliveries").
    @Test(
        "GitHub's published example holds, and nothing near it",
        arguments: [
            ("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", true),
            ("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e18", false),
            ("sha256=757107EA0EB2509FC211221CCE984B8A37570B6D7586C22C46F4379C8B043E17", false),
            ("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", false),
            ("sha1=757107ea0eb2509fc211221cce984b8a37570b6d", false), ("sha256=", false), ("", false),
        ])
    func published(signature: String, isValid: Bool) {
        let delivery = Delivery(headers: [(name: "X-Hub-Signature-256", value: signature)], body: Data("Hello, World!".utf8))
        let secret = Secret("It's a Secret to Everybody")
        #expect(GitHubWebhook.isAuthentic(delivery, secret: secret, now: Date()) == isValid)
        #expect(!GitHubWebhook.isAuthentic(delivery, secret: Secret(""), now: Date()))
    }

    @Test("an empty secret opens nothing, however it is sent", arguments: ForgeKind.allCases)
    func empty(kind: ForgeKind) {
        let names = ["X-Hub-Signature", "X-Hub-Signature-256", "X-Gitlab-Token", "X-Gitea-Signature", "X-Forgejo-Signature"]
        let delivery = Delivery(headers: names.map { (name: $0, value: "") }, body: Data())
        let isAuthentic = Webhooks.format(of: kind).isAuthentic(delivery, secret: Secret(""), now: Date())
        #expect(!isAuthentic)
    }
}
