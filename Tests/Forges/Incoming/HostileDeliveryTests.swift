import Forges
import Foundation
import RunModel
import TestKit
import Testing

@Suite("Hostile deliveries")
struct HostileDeliveryTests {
    private static func delivery(_ kind: ForgeKind, _ body: Data) throws -> Delivery {
        let sha = try #require(CommitSHA(String(repeating: "a", count: 40)))
        let push = try SignedPush(kind, sha: sha, message: "x", secret: "s").with(body: body, secret: "s")
        return Delivery(headers: push.headers.map { (name: $0.key, value: $0.value) }, body: body)
    }

    private static let garbage: [String] = [
        "", " ", "null", "[]", "{}", "7", "\"x\"", "{", "{]", #"{"ref":null}"#, #"{"push":7}"#, #"{"push":{"changes":{}}}"#,
        #"{"changes":[[]]}"#, String(repeating: "[", count: 200_000), String(repeating: #"{"a":"#, count: 100_000),
        "\"" + String(repeating: "[", count: 100_000) + "\"", #"{"ref":"refs/heads/x","before":1e999,"after":"a"}"#,
    ]

    @Test("garbage is malformed, in one sentence that repeats nothing of it", arguments: ForgeKind.allCases)
    func garbage(kind: ForgeKind) throws {
        for text in Self.garbage {
            let delivery = try Self.delivery(kind, Data(text.utf8))
            #expect(throws: MalformedDelivery.self, "\(text.prefix(20))") { _ = try Webhooks.format(of: kind).read(delivery) }
        }
        let delivery = try Self.delivery(kind, Data([0xff, 0xfe, 0x00, 0x7b]))
        #expect(throws: MalformedDelivery.self) { _ = try Webhooks.format(of: kind).read(delivery) }
    }

    @Test(
        "a ref that git would not take is no push",
        arguments: [
            "refs/heads/-x", "refs/heads/a\u{0}b", "refs/heads/a b", "refs/heads/../x", "refs/heads/", "refs/heads/a.lock", "heads/x", "",
            "refs/notes/x", "refs/heads/a\nb", "refs/heads/\u{7f}",
        ])
    func refs(ref: String) throws {
        for kind in [ForgeKind.github, .gitlab, .gitea] {
            let sha = try #require(CommitSHA(String(repeating: "a", count: 40)))
            let push = try SignedPush(kind, sha: sha, message: "x", secret: "s")
            var payload = try #require(try JSONSerialization.jsonObject(with: push.body) as? [String: Any])
            payload["ref"] = ref
            let delivery = try Self.delivery(kind, try JSONSerialization.data(withJSONObject: payload))
            let content = try Webhooks.format(of: kind).read(delivery)
            #expect(content == DeliveryContent(ignored: ["bad-ref"]), "\(kind)")
        }
    }

    @Test("what is nice to have and of another kind counts as nothing", arguments: ["7", "[]", "{}", "null", "\"x\"", "true"])
    func loose(value: String) throws {
        let sha = String(repeating: "a", count: 40)
        let text = """
            {"ref": "refs/heads/main", "before": "\(String(repeating: "0", count: 40))", "after": "\(sha)", "forced": \(value),
             "repository": {"full_name": "a/b"}, "head_commit": \(value), "commits": \(value), "sender": \(value), "pusher": \(value)}
            """
        let push = try #require(try GitHubWebhook.read(try Self.delivery(.github, Data(text.utf8))).pushes.first)
        #expect(push.created && push.headMessage == nil && push.authorLogin == nil && push.pusherLogin == nil)
    }

    @Test("a form is refused in words that say what to choose")
    func form() {
        let delivery = Delivery(
            headers: [(name: "X-GitHub-Event", value: "push"), (name: "Content-Type", value: "application/x-www-form-urlencoded")],
            body: Data("payload=%7B%7D".utf8))
        #expect(throws: MalformedDelivery("The body is a form: set the webhook's content type to application/json.")) {
            try GitHubWebhook.read(delivery)
        }
    }
}
