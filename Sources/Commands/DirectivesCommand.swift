import ArgumentParser
import Foundation
import RunModel

/// Reads a commit message on standard input and says what it asks for. Exit 0 even with mistakes: they are data here.
struct DirectivesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "directives", abstract: "Read a commit message on standard input and say what it asks for.")

    @Flag(help: "One JSON object.")
    var json = false

    @Option(help: "What directives begin with.")
    var prefix = "ACME"

    func validate() throws {
        guard Directives.isValidPrefix(prefix) else {
            throw ValidationError("--prefix “\(prefix)”: a prefix is made of A-Z, 0-9 and _, and begins with a letter")
        }
    }

    func run() async throws {
        let bytes = try FileHandle.standardInput.readToEnd() ?? Data()
        let directives = Directives(message: String(decoding: bytes, as: UTF8.self), prefix: prefix)
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            print(String(decoding: try encoder.encode(directives), as: UTF8.self))
            return
        }
        print(directives.isPresent ? directives.printed : "No directives: this commit would start nothing.")
        if let sweep = directives.sweepInWords { print(sweep) }
        for mistake in directives.diagnostics {
            let place = mistake.line.map { "line \($0): " } ?? ""
            print("mistake: \(place)\(mistake.message)\(mistake.suggestion.map { " – \($0)" } ?? "")")
        }
    }
}
