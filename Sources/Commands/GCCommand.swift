import ArgumentParser
import Foundation
import Glibc
import Job
import RunModel
import Settings

/// Collects what runs have left behind.
struct GCCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc", abstract: "Collect what is old: shows what would go, and removes it with --yes.",
        discussion: """
            Work directories (keep.work, keep.failed_gib), logs (keep.logs), content caches (keep.cache_gib), environments (keep.environments), and on the remotes \
            of the projects claims whose lease has ended, experiments (keep.experiments, but for keep.best of each sweep) and result refs (keep.results) whose commit a branch or an experiment \
            holds. Safe beside a service. Exit code 1 where something could not be looked at or removed.
            """)

    @OptionGroup var options: StateOptions
    @Flag(help: "Remove it.") var yes = false
    @Flag(help: "Leave the projects' remotes alone.") var local = false
    @Flag(help: "One JSON object.") var json = false

    func run() async throws {
        let settings = try options.load().settings
        let state = StateDirectory(settings)
        guard access(state.path, R_OK | X_OK) == 0 || errno == ENOENT else { throw Self.noAccess(state.path) }
        let turn = yes ? try Self.turn(state) : nil
        defer { withExtendedLifetime(turn) {} }
        var collection = Collection(
            settings: settings, state: state, store: try FileManager.default.fileExists(atPath: state.store) ? state.openStore() : nil,
            now: Date())
        if yes { try collection.finishFormer() }
        await collection.find(remotes: !local)
        if yes { await collection.remove() }
        let answer = CollectionAnswer(collection, isDone: yes)
        if json {
            try Output.json(answer)
        } else {
            let terminal = Terminal(.output)
            for line in answer.lines(terminal, now: collection.now) { terminal.line(line) }
        }
        if !answer.problems.isEmpty { throw Exit.failed.code }
    }

    /// Nil where there never was a service.
    private static func turn(_ state: StateDirectory) throws -> DirectoryLock? {
        guard FileManager.default.fileExists(atPath: state.runs) else { return nil }
        do {
            if let turn = try Sweeper.turn(state) { return turn }
        } catch let error as FileError where error.code == EACCES {
            throw noAccess(error.what)
        }
        throw CommandFailure(
            .failed, code: "gc_in_use", "Another `bunsen gc`, or the service's own tidying up, is at work on \(state.path).",
            remedy: "Wait until it is done; nothing was removed.")
    }

    private static func noAccess(_ path: String) -> CommandFailure {
        CommandFailure(
            .refused, code: "no_access", "The directory \(path) is not open to you.",
            remedy: "Ask as the user of the service, or choose another state directory with --state.")
    }
}
