import ArgumentParser
import Forges
import Foundation
import RunModel
import Settings

/// Looks at saved webhook deliveries.
struct DeliveryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delivery", abstract: "Look at a webhook delivery.", subcommands: [Explain.self])

    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what a saved delivery holds and what would come of it; nothing is started.",
            discussion: "Forges show what they have sent: copy the headers into a JSON object, the body as it is into a file.")

        @OptionGroup var options: StateOptions
        @Flag(help: "One JSON object.") var json = false
        @Option(help: ArgumentHelp("The headers, as a JSON object.", valueName: "file")) var headers: String
        @Option(help: ArgumentHelp("The body, byte for byte.", valueName: "file")) var body: String
        @Option(help: "Whose delivery it is, where the headers do not say.") var forge: String?

        func run() async throws {
            let settings = try options.load().settings
            let delivery = Delivery(headers: try readHeaders(), body: try contents(body))
            let doors = settings.projects.values.sorted { $0.name < $1.name }.map { project in
                Gate.Door(project: project, secrets: project.webhook.secrets.compactMap { try? HookGates.read($0) })
            }
            let explanation: DeliveryExplanation
            do {
                explanation = try DeliveryExplanation(
                    of: delivery, from: try kind(delivery), gate: Gate(doors: doors), prefix: settings.prefix, now: Date())
            } catch let malformed as MalformedDelivery {
                throw CommandFailure(
                    .failed, code: "malformed", malformed.description,
                    remedy: "Save the body exactly as it was sent, and the right headers.")
            }
            if json { return try Output.json(explanation) }
            show(explanation)
        }

        private func show(_ explanation: DeliveryExplanation) {
            let terminal = Terminal(.output)
            let names = explanation.projects.joined(separator: ", ")
            terminal.line("forge      \(explanation.forge.rawValue)")
            terminal.line("authentic  \(explanation.authentic ? "yes\(names.isEmpty ? "" : ", for \(names)")" : "no")")
            for (push, decision) in zip(explanation.pushes, explanation.decisions) {
                terminal.line("")
                terminal.line("push       \(Terminal.plain(push.repository)) \(push.branch) @ \(push.after.short)")
                let subject = push.headMessage.map { Terminal.plain(String($0.prefix { !$0.isNewline }.prefix(120))) }
                terminal.line("message    \(subject ?? "not in the delivery")")
                terminal.line("decision   \(decision.decision): \(decision.why)")
            }
            if !explanation.ignored.isEmpty { terminal.line("ignored    \(explanation.ignored.joined(separator: ", "))") }
        }

        private func kind(_ delivery: Delivery) throws -> ForgeKind {
            if let forge { return try ForgeKind.option(forge) }
            guard let kind = Webhooks.detect(delivery) else {
                throw CommandFailure(
                    .usage, code: "unknown_forge", "The headers do not say which forge has sent this.", remedy: "Say it with --forge.")
            }
            return kind
        }

        private func readHeaders() throws -> [(name: String, value: String)] {
            guard let values = try? JSONDecoder().decode([String: String].self, from: contents(headers)) else {
                throw CommandFailure(
                    .usage, code: "bad_headers", "\(headers) is not a JSON object of header names and values.",
                    remedy: #"As in {"X-GitHub-Event": "push", "X-Hub-Signature-256": "sha256=…"}."#)
            }
            return values.map { (name: $0.key, value: $0.value) }
        }

        private func contents(_ path: String) throws -> Data {
            do {
                return try Data(contentsOf: URL(filePath: path))
            } catch {
                throw CommandFailure(.usage, code: "unreadable", "\(path) cannot be read.", remedy: "Give a file that is there.")
            }
        }
    }
}
