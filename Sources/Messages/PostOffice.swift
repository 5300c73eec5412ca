package import Engine
package import FoundationEssentials
package import RunModel

/// Sends messages by mail, to chats and to webhooks.
package struct PostOffice: Messenger {
    let smtp: @Sendable () -> SMTPSettings
    let read: @Sendable (SecretSource) throws -> Secret
    let link: @Sendable (RunID) -> String?
    let text: @Sendable (Run) -> String
    let now: @Sendable () -> Date

    /// - Parameters:
    ///   - link: the address of a run's page; nil where there is none.
    ///   - text: a run with its report as plain text, for mail.
    package init(
        smtp: @escaping @Sendable () -> SMTPSettings, read: @escaping @Sendable (SecretSource) throws -> Secret,
        link: @escaping @Sendable (RunID) -> String?, text: @escaping @Sendable (Run) -> String, now: @escaping @Sendable () -> Date
    ) {
        self.smtp = smtp
        self.read = read
        self.link = link
        self.text = text
        self.now = now
    }

    package func send(_ message: Message, by rule: MessageRule, named name: String) async throws {
        let id = "\(message.run.id).\(message.run.attempts.count).\(name)"
        if !rule.email.isEmpty { return try await mail(message, to: rule.email, id: id) }
        if let source = rule.slack {
            let chat = ChatText(message: message, headline: message.headline, link: link(message.run.id))
            return try await post(chat.json, to: secret(source).reveal(), headers: [], shown: "the chat of rule \(name)")
        }
        if let address = rule.webhook {
            let hook = try HookText(message, link: link(message.run.id))
            let headers = try rule.secret.map { try hook.signature(id: id, time: now(), secret: secret($0)) } ?? []
            return try await post(hook.json, to: address, headers: headers, shown: address)
        }
    }

    private func mail(_ message: Message, to addresses: [String], id: String) async throws {
        let smtp = smtp()
        guard let url = smtp.url, let from = smtp.from else {
            throw MessageError("there is no mail server: set smtp.url and smtp.from", isTransient: false)
        }
        let run = message.run
        let body = (link(run.id).map { "\($0)\n\n" } ?? "") + text(run) + "\n"
        let mail = MailText(
            from: from, to: addresses, subject: "[bunsen] \(message.headline)", text: body, id: id, thread: run.id.text,
            date: run.endedAt ?? now())
        var options: [(name: String, value: String?)] = [("url", url), ("proto", "=smtp,smtps"), ("mail-from", "<\(from)>")]
        options += addresses.map { ("mail-rcpt", "<\($0)>") }
        if smtp.startTLS, !url.hasPrefix("smtps:") { options.append(("ssl-reqd", nil)) }
        if let user = smtp.user, let password = smtp.password {
            options.append(("user", "\(user):\(try secret(password).reveal())"))
        }
        let outcome = try await CurlCall(options: options, body: mail.bytes).run()
        guard outcome.code != 0 else { return }
        throw MessageError(
            "\(url) did not take the mail: \(outcome.said.isEmpty ? "curl ended with \(outcome.code)" : outcome.said)",
            // 67: who logs in is refused. 5xx: the server will not change its mind.
            isTransient: outcome.code != 67 && !(500..<600).contains(outcome.answer))
    }

    /// - Parameter shown: what stands in errors for an address that is a secret.
    private func post(_ json: Data, to address: String, headers: [(name: String, value: String)], shown: String) async throws {
        var options: [(name: String, value: String?)] = [
            ("url", address), ("proto", "=http,https"), ("header", "content-type: application/json"), ("header", "user-agent: bunsen"),
            // No question before the body, which few receivers answer.
            ("header", "expect:"),
        ]
        options += headers.map { ("header", "\($0.name): \($0.value)") }
        let outcome = try await CurlCall(options: options, body: Array(json)).run()
        if outcome.code == 0, (200..<300).contains(outcome.answer) { return }
        let said = outcome.said.replacing(address, with: shown)
        throw MessageError(
            "\(shown) did not take the message: \(outcome.code == 0 ? "status \(outcome.answer)" : said)",
            isTransient: outcome.code != 0 || outcome.answer >= 500 || [408, 425, 429].contains(outcome.answer))
    }

    private func secret(_ source: SecretSource) throws -> Secret {
        do {
            return try read(source)
        } catch {
            throw MessageError("\(error)", isTransient: true)
        }
    }
}

extension Message {
    /// What happened to what, in one line.
    package var headline: String {
        let word =
            switch event {
            case .failure: if case .failed(let reason) = run.state { "failed (\(reason.rawValue))" } else { "failed" }
            case .recovery: "recovered"
            case .success: "succeeded"
            }
        let stage = event == .failure ? run.failure?.stage.map { " in stage \($0)" } ?? "" : ""
        let branch = run.branches.first.map { " \($0.text)" } ?? ""
        return "\(run.request.repository.shortName)\(branch) @ \(run.request.sha.short) \(word)\(stage): \(run.subject)"
    }
}
