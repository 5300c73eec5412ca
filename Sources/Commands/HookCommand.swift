import ArgumentParser
import Foundation
import RunModel
import Settings

/// Connects a repository on this machine: pushes to it reach the service.
struct HookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hook", abstract: "Connect a repository on this machine with the service.",
        subcommands: [Install.self, Remove.self, HookReceive.self])

    /// What `--json` prints.
    struct Outcome: Encodable {
        let repository: String
        let hook: String
        let project: String?
        let changed: Bool
    }

    struct Install: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a post-receive hook into a repository; a hook that is there goes on working.")

        @OptionGroup var options: StateOptions
        @Flag(help: "One JSON object.") var json = false
        @Argument(help: "The repository that is pushed to, usually a bare one.") var repository: String

        func run() async throws {
            let loaded = try options.load()
            let state = StateDirectory(loaded.settings)
            try state.make()
            let place = try await HookPlace.find(repository)
            let (project, isNew) = try ProjectFile(state: state).register(place.repository, loaded.settings)
            try place.install(HookScript.text(program: Self.program, state: state.path, config: loaded.file))
            if json {
                return try Output.json(
                    Outcome(repository: place.repository, hook: place.hook, project: project.name, changed: true))
            }
            let terminal = Terminal(.output)
            terminal.line("hook: \(place.hook)")
            if FileManager.default.fileExists(atPath: place.former) {
                terminal.line("      the hook that was there is now \(place.former), and still runs")
            }
            if place.isShared {
                terminal.line("      this directory is shared (core.hooksPath): pushes to repositories that are not installed are ignored")
            }
            terminal.line("project: \(project.name)\(isNew ? ", new in \(state.projects)" : "")")
            terminal.line(
                "A commit with a line that says :\(loaded.settings.prefix)_RUN: runs when it is pushed, while `bunsen serve` is up.")
        }

        /// The path under which this program is found again after an update: not the file that a link points to.
        private static var program: String {
            let name = CommandLine.arguments[0]
            let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
            let candidates = name.contains("/") ? [name] : path.split(separator: ":").map { "\($0)/\(name)" }
            let found = candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
            let own = found ?? (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? name
            return own.hasPrefix("/") ? own : URL(filePath: own).standardizedFileURL.path
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take the hook out again, and put back what was there before.")

        @OptionGroup var options: StateOptions
        @Flag(help: "One JSON object.") var json = false
        @Argument(help: "The repository.") var repository: String

        func run() async throws {
            let loaded = try options.load()
            let place = try await HookPlace.find(repository)
            let project = try ProjectFile(state: StateDirectory(loaded.settings)).forget(place.repository, loaded.settings)
            let isUsed = place.isShared && loaded.settings.projects.values.contains { $0.name != project && $0.url.hasPrefix("/") }
            // Others may need the one hook that they share.
            let removed = isUsed ? false : try place.remove()
            if json {
                return try Output.json(
                    Outcome(repository: place.repository, hook: place.hook, project: project, changed: removed || project != nil))
            }
            let terminal = Terminal(.output)
            terminal.line(
                removed
                    ? "the hook is out: \(place.hook)"
                    : isUsed ? "the hook stays: other repositories share it" : "there was no hook of Bunsen's")
            if let project { terminal.line("project \(project) is forgotten; its runs stay") }
        }
    }
}
