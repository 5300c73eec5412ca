import ArgumentParser
import Deployment
import RunModel

extension DeployCommand {
    struct Up: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the deployment, or change it into what the options say.",
            discussion: """
                Safe to call again. Uploads templates and function, makes change sets, and follows what happens. Where it fails, the \
                first real error is told; AWS puts back what was changed. Stopped by ^C, the change goes on in AWS: the same command \
                follows it again.
                """)

        @OptionGroup var options: DeployOptions
        @OptionGroup var what: TemplateOptions
        @OptionGroup var function: FunctionOptions
        @Flag(help: "Go on also where a table or a bucket would be replaced or removed by it.") var replaceData = false
        @Flag(help: "One JSON object a line.") var json = false

        private struct Result: Encodable {
            let url: String?
            let outputs: [String: String]
        }

        func run() async throws {
            let plan = try DeployCommand.plan(what, function)
            let printer = NewsPrinter(json: json)
            let deployment = try await options.deployment(printer.tell)
            let replacesData = replaceData
            let outputs = try await Stoppable.run("bunsen deploy up") { try await deployment.up(plan, replacesData: replacesData) }
            let url = outputs["Url"]
            if json { return try Output.json(["result": Result(url: url, outputs: outputs)]) }
            let terminal = Terminal(.output)
            terminal.line("\n\(terminal.good("\(deployment.names.root) is up")) in \(deployment.region), account \(deployment.account).")
            guard let url else { return }
            terminal.line("Webhooks go to \(terminal.bold("\(url)/hooks/FORGE")); FORGE is one of \(Self.forges).")
        }

        private static let forges = [ForgeKind.github, .gitlab, .bitbucket, .gitea, .forgejo].map(\.rawValue).joined(separator: ", ")
    }

    /// What the options say is deployed, once nothing is wrong with it.
    static func plan(_ what: TemplateOptions, _ function: FunctionOptions) throws -> DeploymentPlan {
        let set = try what.set()
        let problems = TemplateCheck.problems(of: set)
        guard problems.isEmpty else {
            throw CommandFailure(
                .usage, code: "bad_template", "The templates cannot be deployed: \(problems.joined(separator: " "))",
                remedy: "Mend them, or leave --templates away.")
        }
        return DeploymentPlan(templates: set, function: try function.package(), overrides: try what.overrides(set))
    }
}
