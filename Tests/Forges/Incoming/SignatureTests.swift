import Forges
import Foundation
import RunModel
import Testing

@Suite("Signatures")
struct SignatureTests {
    @Test(
        "hold and fail as they must",
        .enabled(if: SharedVectors.areThere, "the shared vectors are not beside the checkout"),
        arguments: SharedVectors.signatures)
    func vector(_ vector: SharedVectors.Signature) throws {
        // GitLab signs by the standard where it is told to.
        let kind = try #require(
            vector.scheme == "standard-webhooks" ? .gitlab : ForgeKind(rawValue: vector.scheme))
        let delivery = try vector.delivery()
        let now = Date(timeIntervalSince1970: vector.now ?? 1_700_000_000)
        let isAuthentic = Webhooks.format(of: kind).isAuthentic(
            delivery, secret: Secret(vector.secret), now: now)
        #expect(isAuthentic == vector.valid)
    }

    @Test(
        "all shared cases have been tried",
        .enabled(if: SharedVectors.areThere, "the shared vectors are not beside the checkout"))
    func all() {
        #expect(SharedVectors.signatures.count > 60 && SharedVectors.signatures.contains { !$0.valid })
    }

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
        let delivery = Delivery(
            headers: [(name: "X-Hub-Signature-256", value: signature)], body: Data("Hello, World!".utf8))
        let secret = Secret("It's a Secret to Everybody")
        #expect(GitHubWebhook.isAuthentic(delivery, secret: secret, now: Date()) == isValid)
        #expect(!GitHubWebhook.isAuthentic(delivery, secret: Secret(""), now: Date()))
    }

    /// HMAC-SHA256 of the same text under the same secret, in each forge's own header and form.
    @Test(
        "each forge is believed in its own header alone",
        arguments: [
            (.github, "X-Hub-Signature-256", true), (.bitbucket, "X-Hub-Signature", true),
            (.bitbucketDC, "X-Hub-Signature", true),
            (.gitea, "X-Gitea-Signature", false), (.forgejo, "X-Forgejo-Signature", false),
            (.forgejo, "X-Gitea-Signature", false),
        ] as [(ForgeKind, String, Bool)])
    func headers(kind: ForgeKind, header: String, isPrefixed: Bool) {
        let digits = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
        func isAuthentic(
            _ name: String, _ value: String, body: String = "Hello, World!",
            more: [(name: String, value: String)] = []
        ) -> Bool {
            let delivery = Delivery(headers: [(name: name, value: value)] + more, body: Data(body.utf8))
            return Webhooks.format(of: kind).isAuthentic(
                delivery, secret: Secret("It's a Secret to Everybody"), now: Date())
        }
        let good = isPrefixed ? "sha256=\(digits)" : digits
        #expect(isAuthentic(header, good) && isAuthentic(header.lowercased(), good))
        #expect(!isAuthentic(header, good, body: "Hello, World!\n"))
        #expect(!isAuthentic(header, good, more: [(name: header, value: good)]))
        let wrong = [
            isPrefixed ? digits : "sha256=\(digits)", good.uppercased(), " \(good)", "\(good) ",
            "\(good)0", String(good.dropLast()), "",
            good.replacing("7", with: "8"), good.replacing("7", with: "g"), "\(good), \(good)",
            good.replacing("7", with: "７"),
        ]
        for value in wrong { #expect(!isAuthentic(header, value), "\(value)") }
        for name in [
            "X-Signature", "X-Hub-Signature", "X-Hub-Signature-256", "X-Gogs-Signature", "Authorization",
        ] where name != header {
            #expect(!isAuthentic(name, good), "\(name)")
        }
    }

    @Test("Forgejo's own header counts alone where both are there")
    func disagreement() {
        let good = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
        let headers = [
            (name: "X-Forgejo-Signature", value: String(repeating: "0", count: 64)),
            (name: "X-Gitea-Signature", value: good),
        ]
        let delivery = Delivery(headers: headers, body: Data("Hello, World!".utf8))
        let secret = Secret("It's a Secret to Everybody")
        #expect(!ForgejoWebhook.isAuthentic(delivery, secret: secret, now: Date()))
        #expect(GiteaWebhook.isAuthentic(delivery, secret: secret, now: Date()))
    }

    @Test("an empty secret opens nothing, however it is sent", arguments: ForgeKind.allCases)
    func empty(kind: ForgeKind) {
        let names = [
            "X-Hub-Signature", "X-Hub-Signature-256", "X-Gitlab-Token", "X-Gitea-Signature",
            "X-Forgejo-Signature",
        ]
        let delivery = Delivery(headers: names.map { (name: $0, value: "") }, body: Data())
        let isAuthentic = Webhooks.format(of: kind).isAuthentic(
            delivery, secret: Secret(""), now: Date())
        #expect(!isAuthentic)
    }
}
