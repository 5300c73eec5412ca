import ArgumentParser
import Deployment
import Foundation
import Glibc
import RunModel

extension DeployCommand {
    struct Down: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove the deployment; tables, buckets, images and logs of jobs stay.",
            discussion: """
                Shows what goes and what stays, and wants the environment's name before anything is done. Repositories' stacks go first, \
                with their secrets. `bunsen deploy up` afterwards goes on with the bucket of DVC remotes.
                """)

        @OptionGroup var options: DeployOptions
        @Flag(help: "Delete tables, buckets, images and logs too, with all that is in them.") var deleteData = false
        @Flag(help: "Do not ask.") var yes = false
        @Flag(help: "One JSON object a line.") var json = false

        private struct Result: Encodable {
            let removed: [String]
            let kept: [Removal.Kept]
        }

        func run() async throws {
            let deployment = try await options.deployment(NewsPrinter(json: json).tell)
            guard let removal = try await deployment.removal() else {
                if json { return try Output.json(["result": Result(removed: [], kept: [])]) }
                return Terminal(.output).line("There is no deployment \(deployment.names.root) in \(deployment.region).")
            }
            let terminal = Terminal(.error)
            terminal.line("In \(deployment.region), account \(deployment.account):")
            for stack in removal.stacks { terminal.line("  \(terminal.bad("goes")) \(stack)") }
            for kept in removal.kept {
                terminal.line(
                    "  \(deleteData ? terminal.bad("is deleted, with its data,") : terminal.good("stays")) \(kept.type) \(kept.id)")
            }
            if !yes { try Self.confirm(options.environment, terminal) }
            let deletesData = deleteData
            try await Stoppable.run("bunsen deploy down") { try await deployment.down(removal, deletesData: deletesData) }
            if json {
                return try Output.json(["result": Result(removed: removal.stacks, kept: deleteData ? [] : removal.kept)])
            }
            Terminal(.output).line("\(deployment.names.root) is removed.")
        }

        /// Reads the environment's name from whoever sits there.
        private static func confirm(_ environment: String, _ terminal: Terminal) throws {
            let remedy = "Enter the environment's name when asked, or give --yes."
            guard isatty(STDIN_FILENO) == 1 else {
                throw CommandFailure(
                    .refused, code: "not_confirmed", "Nothing was removed: nobody is there to confirm it.", remedy: remedy)
            }
            terminal.write("Enter “\(environment)” to go on: ")
            guard readLine()?.trimmingCharacters(in: .whitespaces) == environment else {
                throw CommandFailure(.refused, code: "not_confirmed", "Nothing was removed: it was not confirmed.", remedy: remedy)
            }
        }
    }
}
