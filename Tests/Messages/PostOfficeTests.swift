import Engine
import Foundation
import Messages
import RunModel
import TestKit
import Testing

@Suite("Messages, through real servers")
struct PostOfficeTests {
    @Test(.enabled(if: Requirement.program("curl") && Requirement.dvc, "needs scripts/install.sh"))
    func `mail arrives with the report, and tells whose run it is`() async throws {
        try await MailServer.serving(in: ScratchDirectory()) { server in
            var smtp = SMTPSettings()
            (smtp.url, smtp.from, smtp.startTLS) = (server.url, "bunsen@lab.example", false)
            var rule = MessageRule()
            rule.email = ["a@lab.example", "b@lab.example"]
            let message = Message(event: .failure, run: try MessageFixture.run())
            try await MessageFixture.office(smtp).send(message, by: rule, named: "mail")
            let mail = try #require(try server.mails().first)
            #expect(mail.contains("X-From: bunsen@lab.example\nX-To: a@lab.example, b@lab.example\n"))
            #expect(mail.contains("Subject: [bunsen] ml main @ aaaaaaa failed (stage_failed) in stage train: Try a larger rate\n"))
            let text = MailServer.text(of: mail)
            #expect(text.contains("https://bunsen.example/runs/r-20260102T030405-k3v7x2ma") && text.contains("the report of"))
        }
    }

    @Test(
        "a mail server's word says whether to try again",
        .enabled(if: Requirement.program("curl") && Requirement.dvc, "needs scripts/install.sh"),
        arguments: [("a@refused.example", false), ("a@busy.example", true)])
    func refusals(address: String, isTransient: Bool) async throws {
        try await MailServer.serving(in: ScratchDirectory()) { server in
            var smtp = SMTPSettings()
            (smtp.url, smtp.from, smtp.startTLS) = (server.url, "bunsen@lab.example", false)
            var rule = MessageRule()
            rule.email = [address]
            let (message, office) = (Message(event: .failure, run: try MessageFixture.run()), MessageFixture.office(smtp))
            let first = rule
            let error = await #expect(throws: MessageError.self) { try await office.send(message, by: first, named: "mail") }
            #expect(error?.isTransient == isTransient, "\(String(describing: error))")
            // Not encrypted, and that is asked for: nothing is said at all.
            smtp.startTLS = true
            rule.email = ["a@lab.example"]
            let strict = MessageFixture.office(smtp)
            let second = rule
            await #expect(throws: MessageError.self) { try await strict.send(message, by: second, named: "mail") }
            #expect(try server.mails().isEmpty)
        }
    }

    @Test(.enabled(if: Requirement.program("curl"), "needs curl")) func `a chat gets words that mention nobody`() async throws {
        try await FakeChat.serving { chat in
            var rule = MessageRule()
            rule.slack = .environment("unused")
            let message = Message(event: .failure, run: try MessageFixture.run(subject: "<!channel> & `x`"))
            try await MessageFixture.office(secret: chat.url).send(message, by: rule, named: "chat")
            let call = try #require(chat.calls.first)
            let text = try #require(try JSONDecoder().decode([String: String].self, from: Data(call.body.utf8))["text"])
            #expect(
                text.hasPrefix("✗ *ml main @\u{200B} aaaaaaa failed (stage_failed) in stage train: &lt;!channel&gt; &amp; `x`*"),
                "\(text)")
            #expect(!text.contains("<!channel>") && !text.contains("@here") && text.contains("'''Killed &amp; gone"))
            #expect(text.contains("<https://bunsen.example/runs/r-20260102T030405-k3v7x2ma|open the run>"))
            #expect(call.headers["content-type"] == "application/json")
        }
    }

    @Test(
        "a receiver's status says whether to try again", .enabled(if: Requirement.program("curl"), "needs curl"),
        arguments: [(404, false), (410, false), (429, true), (500, true), (503, true)])
    func statuses(status: Int, isTransient: Bool) async throws {
        let error = try await FakeChat.serving(statuses: [status]) { chat in try await Self.trouble(with: chat.url) }
        #expect(error.isTransient == isTransient)
        #expect(!error.description.contains("secret-of-the-chat"), "the address is the secret")
    }

    @Test(.enabled(if: Requirement.program("curl"), "needs curl")) func `nobody there is worth another try`() async throws {
        let error = try await Self.trouble(with: "http://127.0.0.1:\(FreePort.find())/secret-of-the-chat")
        #expect(error.isTransient && !error.description.contains("secret-of-the-chat"), "\(error)")
    }

    private static func trouble(with chat: String) async throws -> MessageError {
        var rule = MessageRule()
        rule.slack = .environment("unused")
        do {
            try await MessageFixture.office(secret: chat).send(
                Message(event: .failure, run: try MessageFixture.run()), by: rule, named: "chat")
            return MessageError("it went out", isTransient: false)
        } catch let error as MessageError {
            return error
        }
    }

    @Test(.enabled(if: Requirement.program("curl"), "needs curl")) func `a program gets JSON that is signed`() async throws {
        try await FakeChat.serving { receiver in
            let key = Data((0..<32).map { UInt8($0) }).base64EncodedString()
            var rule = MessageRule()
            (rule.webhook, rule.secret) = (receiver.url, .environment("unused"))
            try await MessageFixture.office(secret: "whsec_\(key)").send(
                Message(event: .success, run: try MessageFixture.run(nil)), by: rule, named: "hook")
            let call = try #require(receiver.calls.first)
            #expect(call.headers["webhook-id"] == "r-20260102T030405-k3v7x2ma.0.hook" && call.headers["webhook-timestamp"] == "1767323045")
            // Judged by another implementation: Python's.
            let script = """
                import base64, hashlib, hmac, sys
                key, id, stamp = base64.b64decode(sys.argv[1]), sys.argv[2], sys.argv[3]
                print("v1," + base64.b64encode(hmac.new(key, f"{id}.{stamp}.".encode() + sys.stdin.buffer.read(), hashlib.sha256).digest()).decode())
                """
            let wanted = try await Program.result(
                ["python3", "-c", script, key, "r-20260102T030405-k3v7x2ma.0.hook", "1767323045"], input: call.body)
            #expect(call.headers["webhook-signature"] == wanted.output.trimmed)
            let json = try #require(call.json)
            #expect(json["event"] == "success" && json["state"] == "succeeded" && json["repository"] == "forge.example/acme/ml")
        }
    }
}
