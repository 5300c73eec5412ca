import ArgumentParser
import RunModel
import Settings

extension ProjectCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the projects.")
        @OptionGroup var options: StateOptions
        @Flag(help: "One JSON array.") var json = false

        private struct Row: Encodable {
            let name: String
            let url: String
            let forge: ForgeKind?
            let webhook: Bool
        }

        func run() async throws {
            let rows = try options.load().settings.projects.values.sorted { $0.name < $1.name }.map {
                Row(name: $0.name, url: $0.url, forge: $0.forgeKind, webhook: $0.webhook.isOpen)
            }
            if json { return try Output.json(rows) }
            let terminal = Terminal(.output)
            if rows.isEmpty { terminal.line("There is no project yet: `bunsen project add URL`, or `bunsen hook install REPO`.") }
            for row in rows {
                terminal.line("\(row.name)  \(row.url)  \(row.forge?.rawValue ?? "git alone")\(row.webhook ? ", webhook" : "")")
            }
        }
    }
}
