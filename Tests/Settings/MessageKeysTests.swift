import RunModel
import Settings
import Testing

@Suite("The keys of messages")
struct MessageKeysTests {
    private func load(_ yaml: String) throws -> LoadedSettings { try FakeFiles([FakeFiles.config: yaml]).load() }

    @Test func `a rule says what is told, of what, and where it goes`() throws {
        let loaded = try load(
            """
            smtp: {url: "smtp://mail.example:587", from: b@lab.example, user: b, password: {env: MAIL_PASSWORD}, starttls: false}
            messages:
              lab: {email: [a@lab.example, c@lab.example]}
              chat:
                on: [failure, success]
                repositories: ["github.com/acme/*"]
                branches: [main]
                reasons: [out_of_memory, lost]
                slack: {env: CHAT}
              program: {on: success, webhook: "https://p.example/hook", secret: {env: KEY}}

            """
        ).settings
        #expect(loaded.smtp.user == "b" && loaded.smtp.password == .environment("MAIL_PASSWORD") && !loaded.smtp.startTLS)
        #expect(loaded.messages["lab"]?.email == ["a@lab.example", "c@lab.example"])
        #expect(loaded.messages["lab"]?.on == [.failure, .recovery])
        let chat = try #require(loaded.messages["chat"])
        #expect(chat.on == [.failure, .success] && chat.reasons == [.outOfMemory, .lost] && chat.slack == .environment("CHAT"))
        #expect(chat.repositories == [Glob("github.com/acme/*")] && chat.branches == [Glob("main")])
        #expect(loaded.messages["program"]?.webhook == "https://p.example/hook")
    }

    @Test(
        "what cannot work is refused, by key",
        arguments: [
            ("messages: {a: {}}", "messages.a: says not where messages go: give it email, slack or webhook"),
            ("messages: {a: {slack: {env: C}, webhook: \"http://h\"}}", "messages.a: has slack and webhook: make a rule for each"),
            ("messages: {a: {email: a@b.example}}", "messages.a.email: mail needs smtp.url"),
            ("messages: {a: {slack: {env: C}, secret: {env: S}}}", "messages.a.secret: signs what goes to a webhook, and there is none"),
            ("smtp: {user: b}", "smtp.password: is missing for the user"),
            ("smtp: {from: \"a b@c\"}", "smtp.from: “a b@c” is not a mail address; allowed: NAME@HOST"),
            ("smtp: {from: \"a@c\\nx\"}", "is not a mail address"),
            ("smtp: {url: \"http://h\"}", "is not a mail server"),
            ("messages: {a: {on: [failed], slack: {env: C}}}", "“failed” is not one of these"),
        ])
    func refusals(yaml: String, says: String) {
        #expect { _ = try load(yaml) } throws: { error in "\(error)".contains(says) }
    }
}
