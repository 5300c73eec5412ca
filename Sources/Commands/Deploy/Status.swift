import ArgumentParser
import Deployment
import RunModel

extension DeployCommand {
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stacks, outputs, webhook URL, the function's version, and parameters that are not the templates' own.",
            discussion: "With --parameter: which of the given values the deployment does not have. Exit 1 where nothing is deployed.")

        @OptionGroup var options: DeployOptions
        @OptionGroup var what: TemplateOptions
        @Flag(help: "One JSON object.") var json = false

        func run() async throws {
            let set = try what.set()
            let wanted = try what.overrides(set)
            let deployment = try await options.deployment { _ in }
            guard let status = try await deployment.status(set, wanted: wanted) else {
                throw CommandFailure(
                    .failed, code: "not_deployed",
                    "There is no deployment \(deployment.names.root) in \(deployment.region), account \(deployment.account).",
                    remedy: "`bunsen deploy up` makes it; another one is named with --environment, --prefix and --region.")
            }
            if json { return try Output.json(status) }
            let terminal = Terminal(.output)
            for line in Self.lines(status, terminal) { terminal.line(line) }
        }

        static func lines(_ status: DeploymentStatus, _ terminal: Terminal) -> [String] {
            let width = status.stacks.map(\.stack.count).max() ?? 0
            var lines = status.stacks.map { line in
                let painted =
                    line.status.contains("FAILED") || line.status.contains("ROLLBACK")
                    ? terminal.bad(line.status)
                    : line.status.hasSuffix("_COMPLETE") ? terminal.good(line.status) : terminal.warm(line.status)
                let reason = line.reason.map { "  \(terminal.dim(Terminal.plain($0)))" } ?? ""
                return "\(line.stack)\(String(repeating: " ", count: width - line.stack.count))  \(painted)\(reason)"
            }
            lines.append("")
            if let url = status.url { lines.append("webhooks   \(terminal.bold("\(url)/hooks/FORGE"))") }
            if let function = status.function { lines.append("function   \(Terminal.plain(function))") }
            if status.hasOtherTemplates { lines.append("templates  \(terminal.warm("others than this program's: `bunsen deploy diff`"))") }
            for parameter in status.parameters {
                let preset = parameter.preset.map { " (default “\(Terminal.plain($0))”)" } ?? " (unknown to this program's templates)"
                let other = parameter.wanted.map { ", " + terminal.warm("and not “\(Terminal.plain($0))”") } ?? ""
                lines.append("parameter  \(parameter.name) is “\(Terminal.plain(parameter.value))”\(preset)\(other)")
            }
            for (name, value) in status.outputs.sorted(by: { $0.key < $1.key }) where name != "Url" {
                lines.append("output     \(name): \(Terminal.plain(value))")
            }
            return lines
        }
    }
}
