import Engine
import FoundationEssentials
import RunModel

/// A message as Slack's incoming webhooks take it, and those of Mattermost, Rocket.Chat and others with them.
struct ChatText: Sendable {
    let message: Message
    let headline: String
    let link: String?

    /// Slack shows about 40,000 characters; nobody reads more than a screen.
    private static let lineLimit = 10
    private static let textLimit = 3000

    var json: Data {
        struct Body: Encodable { let text: String }
        return (try? JSONEncoder.bunsen.encode(Body(text: text))) ?? Data()
    }

    var text: String {
        let mark = message.event == .failure ? "✗" : "✓"
        var lines = ["\(mark) *\(Self.escaped(headline))*\(link.map { " <\($0)|open the run>" } ?? "")"]
        if message.event == .failure, let failure = message.run.failure {
            lines.append(Self.escaped(PlainText.cut(PlainText.line(failure.message), to: 600)))
            if !failure.remedy.isEmpty { lines.append("What to do: \(Self.escaped(PlainText.line(failure.remedy)))") }
            let last = failure.lastLines.suffix(Self.lineLimit).map { PlainText.cut(OutputLine.plain($0), to: 200) }
            // Three backticks of a log would end the block.
            if !last.isEmpty { lines.append("```\n\(Self.escaped(last.joined(separator: "\n")).replacing("```", with: "'''"))\n```") }
        } else if let report = message.run.report {
            let moved = report.metrics.filter { ($0.delta ?? 0) != 0 }.prefix(Self.lineLimit)
            lines += moved.map { change in
                let name = Self.escaped(PlainText.cut(PlainText.line(change.name), to: 100))
                return "• \(name): \(Figures.value(change.before)) → \(Figures.value(change.after))"
            }
        }
        return PlainText.cut(lines.joined(separator: "\n"), to: Self.textLimit)
    }

    /// What could mention people, link or format (Slack's own rule: `&`, `<` and `>` as entities; the rest by a zero-width space).
    static func escaped(_ text: String) -> String {
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": safe += "&amp;"
            case "<": safe += "&lt;"
            case ">": safe += "&gt;"
            // Mattermost and Rocket.Chat read mentions out of plain text.
            case "@": safe += "@\u{200B}"
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }
}
