import Forges
import Foundation
import RunModel
import TestKit
import Testing

@Suite("Hostile deliveries")
struct HostileDeliveryTests {
    private static func delivery(_ kind: ForgeKind, _ body: Data) throws -> Delivery {
        let sha = try #require(CommitSHA(String(repeating: "a", count: 40)))
        let push = try SignedPush(kind, sha: sha, message: "x", secret: "s").with(
            body: body, secret: "s")
        return Delivery(headers: push.headers.map { (name: $0.key, value: $0.value) }, body: body)
    }

    private static let garbage: [String] = [
        "", " ", "null", "[]", "{}", "7", "\"x\"", "{", "{]", #"{"ref":null}"#, #"{"push":7}"#,
        #"{"push":{"changes":{}}}"#,
        #"{"changes":[[]]}"#, String(repeating: "[", count: 200_000),
        String(repeating: #"{"a":"#, count: 100_000),
        "\"" + String(repeating: "[", count: 100_000) + "\"",
        #"{"ref":"refs/heads/x","before":1e999,"after":"a"}"#,
    ]

    @Test(
        "garbage is malformed, in one sentence that repeats nothing of it",
        arguments: ForgeKind.allCases)
    func garbage(kind: ForgeKind) throws {
        for text in Self.garbage {
            let delivery = try Self.delivery(kind, Data(text.utf8))
            #expect(throws: MalformedDelivery.self, "\(text.prefix(20))") {
                _ = try Webhooks.format(of: kind).read(delivery)
            }
        }
        let delivery = try Self.delivery(kind, Data([0xff, 0xfe, 0x00, 0x7b]))
        #expect(throws: MalformedDelivery.self) { _ = try Webhooks.format(of: kind).read(delivery) }
    }

    /// Where each forge has the branch, and whether by its full name.
    private static func place(_ kind: ForgeKind) -> (path: String, isFull: Bool) {
        switch kind {
        case .github, .gitlab, .gitea, .forgejo: ("ref", true)
        case .bitbucket: ("push.changes.0.new.name", false)
        case .bitbucketDC: ("changes.0.ref.id", true)
        }
    }

    private static func content(_ kind: ForgeKind, _ path: String, _ text: String) throws
        -> DeliveryContent
    {
        let sha = try #require(CommitSHA(String(repeating: "a", count: 40)))
        let tree = try JSONTree(try SignedPush(kind, sha: sha, message: "x", secret: "s").body)
        let value = String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
        return try Webhooks.format(of: kind).read(
            try delivery(kind, try tree.replacing(path, with: value)))
    }

    @Test("a branch that git would not take is no push", arguments: ForgeKind.allCases)
    func branches(kind: ForgeKind) throws {
        let (path, isFull) = Self.place(kind)
        let names = [
            "", "-x", "a\u{0}b", "a b", "../x", "a..b", "a.lock", "a\nb", "\u{7f}", "a\r\n", "x/", "/x",
            "@", String(repeating: "x", count: 5000),
        ]
        for name in names {
            let content = try Self.content(kind, path, isFull ? "refs/heads/\(name)" : name)
            #expect(content == DeliveryContent(ignored: ["bad-ref"]), "\(name)")
        }
        guard isFull else { return }
        for name in [
            "", "heads/x", "refs/notes/x", "main", "refs/heads", "refs/heads\u{0}/x", "REFS/HEADS/x",
        ] {
            #expect(
                try Self.content(kind, path, name) == DeliveryContent(ignored: ["bad-ref"]), "\(name)")
        }
    }

    @Test("a commit that is none is no push", arguments: ForgeKind.allCases)
    func commits(kind: ForgeKind) throws {
        let places =
            switch kind {
            case .github, .gitlab, .gitea, .forgejo: ["before", "after"]
            case .bitbucket: ["push.changes.0.old.target.hash", "push.changes.0.new.target.hash"]
            case .bitbucketDC: ["changes.0.fromHash", "changes.0.toHash"]
            }
        for path in places {
            for text in [
                "", "0", "a", "main", String(repeating: "A", count: 40), String(repeating: "a", count: 41),
                "-\(String(repeating: "a", count: 39))",
            ] {
                #expect(
                    try Self.content(kind, path, text) == DeliveryContent(ignored: ["bad-ref"]),
                    "\(path) = \(text)")
            }
        }
    }

    @Test(
        "only real depth is too deep: not brackets in a message, nor a list of thousands",
        arguments: ForgeKind.allCases)
    func depth(kind: ForgeKind) throws {
        let sha = try #require(CommitSHA(String(repeating: "a", count: 40)))
        let message = "x\n" + String(repeating: "[{\"\\", count: 2000)
        let signed = try SignedPush(kind, sha: sha, message: message, secret: "s")
        let plain = String(decoding: signed.body, as: UTF8.self).dropFirst()
        func read(_ extra: String) throws -> DeliveryContent {
            try Webhooks.format(of: kind).read(
                try Self.delivery(kind, Data("{\"extra\": \(extra), \(plain)".utf8)))
        }
        let pushes = try read("[" + Array(repeating: "{}", count: 5000).joined(separator: ",") + "]")
            .pushes
        #expect(
            pushes.count == 1 && pushes.first?.headMessage == (kind == .bitbucketDC ? nil : message))
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(try read(nested(500)).pushes.count == 1)
        #expect(throws: MalformedDelivery("The body is nested too deeply.")) {
            _ = try read(nested(512))
        }
        #expect(throws: MalformedDelivery("The body is nested too deeply.")) {
            _ = try read(nested(100_000))
        }
    }

    @Test("bytes that are no text are malformed", arguments: [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0x00], [0x0a]])
    func bytes(bytes: [UInt8]) throws {
        let sha = try #require(CommitSHA(String(repeating: "a", count: 40)))
        for kind in ForgeKind.allCases {
            let tree = try JSONTree(try SignedPush(kind, sha: sha, message: "x", secret: "s").body)
            let (path, isFull) = Self.place(kind)
            var body = try tree.replacing(path, with: isFull ? "\"refs/heads/here\"" : "\"here\"")
            let place = try #require(body.range(of: Data("here".utf8)))
            #expect(try Webhooks.format(of: kind).read(try Self.delivery(kind, body)).pushes.count == 1)
            body.replaceSubrange(place, with: bytes)
            let delivery = try Self.delivery(kind, body)
            #expect(throws: MalformedDelivery.self, "\(kind)") { _ = try Webhooks.format(of: kind).read(delivery) }
        }
    }

    @Test("a head message is the one of the head, wherever the lists have it")
    func heads() throws {
        let (sha, other) = (String(repeating: "a", count: 40), String(repeating: "b", count: 40))
        func message(_ head: String, _ commits: String) throws -> String? {
            let text = """
                {"ref": "refs/heads/main", "before": "\(String(repeating: "0", count: 40))", "after": "\(sha)",
                 "repository": {"full_name": "a/b"}, "head_commit": \(head), "commits": \(commits)}
                """
            return try GitHubWebhook.read(try Self.delivery(.github, Data(text.utf8))).pushes.first?
                .headMessage
        }
        let (mine, theirs) = (
            #"{"id": "\#(sha)", "message": "mine"}"#, #"{"id": "\#(other)", "message": "theirs"}"#
        )
        #expect(try message(mine, "[\(theirs)]") == "mine")
        #expect(try message(theirs, "[\(theirs), \(mine), \(theirs)]") == "mine")
        #expect(try message("null", "[\(mine)]") == "mine")
        #expect(try message(theirs, "[\(theirs)]") == nil)
        #expect(try message("null", "[]") == nil)
    }

    @Test(
        "what is nice to have and of another kind counts as nothing",
        arguments: ["7", "[]", "{}", "null", "\"x\"", "true"])
    func loose(value: String) throws {
        let sha = String(repeating: "a", count: 40)
        let text = """
            {"ref": "refs/heads/main", "before": "\(String(repeating: "0", count: 40))", "after": "\(sha)", "forced": \(value),
             "repository": {"full_name": "a/b"}, "head_commit": \(value), "commits": \(value), "sender": \(value), "pusher": \(value)}
            """
        let push = try #require(
            try GitHubWebhook.read(try Self.delivery(.github, Data(text.utf8))).pushes.first)
        #expect(
            push.created && push.headMessage == nil && push.authorLogin == nil && push.pusherLogin == nil)
    }

    @Test("a form is refused in words that say what to choose")
    func form() {
        let delivery = Delivery(
            headers: [
                (name: "X-GitHub-Event", value: "push"),
                (name: "Content-Type", value: "application/x-www-form-urlencoded"),
            ],
            body: Data("payload=%7B%7D".utf8))
        #expect(
            throws: MalformedDelivery(
                "The body is a form: set the webhook's content type to application/json.")
        ) {
            try GitHubWebhook.read(delivery)
        }
    }
}
