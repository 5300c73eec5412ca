import ArgumentParser
import Foundation
import Git
import Glibc

/// Writes a commented `.bunsen.yaml` into the repository it stands in; installs nothing.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a commented .bunsen.yaml; overwrites nothing, installs nothing.")

    @Flag(help: "One JSON object.") var json = false

    struct Written: Encodable { let file: String }

    func run() async throws {
        let root: String
        do {
            root = try await Git().run("rev-parse", "--show-toplevel").text
        } catch {
            throw CommandFailure(
                .usage, code: "no_repository", "This directory is in no git work tree.",
                remedy: "Go to your project, or `git init` it first.")
        }
        let path = "\(root)/.bunsen.yaml"
        // O_EXCL: whatever is there, a link too, stays as it is.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            let reason = errno == EEXIST ? "is there already" : "cannot be written: \(String(cString: strerror(errno)))"
            throw CommandFailure(.usage, code: "not_written", "\(path) \(reason).", remedy: "Edit it, or remove it first.")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try file.write(contentsOf: Data(Self.text.utf8))
        if json { return try Output.json(Written(file: path)) }
        let terminal = Terminal(.output)
        terminal.line("wrote \(path)")
        terminal.line("Commit it; then end a commit message with a line that says :ACME_RUN: and push.")
    }

    static let text = """
        # What Bunsen does with a pushed commit of this repository. Every key may be left out.
        # A commit asks for a run with a line `:ACME_RUN:` in its message.

        # The directory of the DVC project, if it is not the repository's root.
        # dvc_root: model

        # What a run gets when its commit does not say (:ACME_VCPUS:, :ACME_MEMORY:, :ACME_GPUS:, :ACME_TIMEOUT:).
        # resources:
        #   vcpus: 2
        #   memory_mib: 4096
        #   gpus: 0
        #   timeout: 6h

        # Programs of your own: instead of `dvc repro`, and for a section of the report.
        # commands:
        #   run: [make, train, "{args}"]
        #   report: [python, tools/report.py]

        # What stages find installed, besides what the machine has.
        # environment:
        #   requirements: requirements.txt     # pip's format; a list of files, if it takes several
        #   python: python3.11

        # The report of a run.
        # report:
        #   base: main                         # compare with this instead of the parent commit
        #   exclude: [debug/**]                # leave these metrics and parameter files out
        #   better: {"metrics.json:loss": lower}

        """
}
