import RunModel

extension LoadingSession {
    /// A rule goes one way, so that what could not be sent by one way is not sent by another a second time.
    mutating func checkMessages(_ settings: ServiceSettings) {
        for (name, rule) in settings.messages.sorted(by: { $0.key < $1.key }) {
            let ways = [rule.email.isEmpty ? nil : "email", rule.slack.map { _ in "slack" }, rule.webhook.map { _ in "webhook" }].compactMap
            { $0 }
            if ways.isEmpty {
                refuse(.missingKey, "messages.\(name)", "says not where messages go: give it email, slack or webhook")
            } else if ways.count > 1 {
                refuse(.badValue, "messages.\(name)", "has \(ways.joined(separator: " and ")): make a rule for each")
            }
            if !rule.email.isEmpty {
                if settings.smtp.url == nil { refuse(.missingKey, "messages.\(name).email", "mail needs smtp.url") }
                if settings.smtp.from == nil { refuse(.missingKey, "messages.\(name).email", "mail needs smtp.from") }
            }
            if rule.secret != nil, rule.webhook == nil {
                refuse(.badValue, "messages.\(name).secret", "signs what goes to a webhook, and there is none")
            }
        }
        if settings.smtp.user != nil, settings.smtp.password == nil { refuse(.missingKey, "smtp.password", "is missing for the user") }
    }

    private mutating func refuse(_ code: SettingsIssue.Code, _ key: String, _ message: String) {
        let parent = key.split(separator: ".").dropLast().joined(separator: ".")
        let origin = origins[key] ?? origins[parent] ?? (file: "", line: nil)
        issues.append(SettingsIssue(code: code, file: origin.file, line: origin.line, key: key, message: message))
    }
}
