import ArgumentParser
import Deployment
import RunModel

extension DeployCommand {
    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What `up` with the same options would add, change, replace and remove.",
            discussion: """
                CloudFormation says so, by change sets that are taken away again; what they need is uploaded to the artefact bucket. \
                Exit 0 also where there are differences.
                """)

        @OptionGroup var options: DeployOptions
        @OptionGroup var what: TemplateOptions
        @OptionGroup var function: FunctionOptions
        @Flag(help: "One JSON object.") var json = false

        private struct Answer: Encodable {
            /// Whether there is an artefact bucket yet.
            let exists: Bool
            let losesData: Bool
            let differences: [Difference]

            enum CodingKeys: String, CodingKey {
                case exists, differences
                case losesData = "loses_data"
            }
        }

        func run() async throws {
            let plan = try DeployCommand.plan(what, function)
            let terminal = Terminal(.output)
            let isQuiet = json
            let deployment = try await options.deployment { news in
                if case .note(let text) = news, !isQuiet { terminal.line(Terminal.plain(text)) }
            }
            let differences = try await deployment.diff(plan)
            if json {
                return try Output.json(
                    Answer(
                        exists: differences != nil, losesData: differences?.contains(where: \.losesData) ?? false,
                        differences: differences ?? []))
            }
            guard let differences else {
                let count = plan.templates.templates.count
                return terminal.line(
                    "Nothing of \(deployment.names.root) is there: `bunsen deploy up` would make all of it, from \(count) templates.")
            }
            for line in Self.lines(differences, terminal) { terminal.line(line) }
        }

        /// Data at stake first, then in the order that CloudFormation gives.
        static func lines(_ differences: [Difference], _ terminal: Terminal) -> [String] {
            guard !differences.isEmpty else { return ["Nothing would change."] }
            let lost = differences.filter(\.losesData)
            var lines = lost.isEmpty ? [] : [terminal.bad("DATA AT STAKE: `up` refuses this unless --replace-data is given.")]
            for difference in lost + differences.filter({ !$0.losesData }) {
                let word = difference.kind.rawValue.replacing("_", with: " ")
                let padded = word + String(repeating: " ", count: max(0, 16 - word.count))
                let painted =
                    switch difference.kind {
                    case .added, .imported: terminal.good(padded)
                    case .changed: terminal.warm(padded)
                    case .replaced, .perhapsReplaced: difference.holdsData ? terminal.bad(padded) : terminal.warm(padded)
                    case .removed: terminal.bad(padded)
                    }
                var line = "\(painted)  \(Terminal.plain(difference.resource))  \(terminal.dim(difference.type))"
                if !difference.properties.isEmpty { line += "  \(difference.properties.joined(separator: ", "))" }
                if difference.losesData {
                    line +=
                        "  " + terminal.bad("!! data: \(difference.physicalID ?? "?")\(difference.isKept ? ", kept in the account" : "")")
                }
                lines.append(line)
            }
            return lines
        }
    }
}
