import AWS
import Engine
import Forges
import RunModel

/// Tells failures and recoveries to those who have subscribed to the topic: mail, mostly.
struct TopicMessenger: Messenger {
    static let rule = "topic"
    let sns: SNS
    let topic: String

    func send(_ message: Message, by rule: MessageRule, named name: String) async throws {
        do {
            try await sns.publish(
                Self.text(message), subject: "bunsen: \(message.run.request.repository.shortName): \(message.run.state.name)", to: topic)
        } catch let error as AWSError {
            throw MessageError("tried to tell the topic \(topic): \(error)", isTransient: error.isRetryable)
        }
    }

    private static func text(_ message: Message) -> String {
        let run = message.run
        let branches = run.branches.map(\.text).joined(separator: ", ")
        var lines = [
            "\(run.request.repository) \(run.state.name): \(run.subject)",
            "commit \(run.request.sha.short)\(branches.isEmpty ? "" : " on \(branches)"), run \(run.id)",
        ]
        if message.event == .failure, let failure = run.failure {
            lines += ["", failure.message, "What to do: \(failure.remedy)"]
            if !failure.lastLines.isEmpty { lines += [""] + failure.lastLines.suffix(20).map { OutputLine.plain($0) } }
        }
        return PlainText.cut(lines.joined(separator: "\n"), to: 20_000)
    }
}
