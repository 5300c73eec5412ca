import RunModel
import Testing

@testable import Commands

@Suite("The .bunsen.yaml that `bunsen init` writes")
struct InitTests {
    @Test("changes nothing as it stands")
    func commented() throws {
        #expect(try RepositoryFile.read(Array(InitCommand.text.utf8)) == RepositorySettings())
    }

    @Test("holds settings that can be used when their marks are taken away")
    func uncommented() throws {
        // Sentences end with a full stop; the rest is YAML.
        let lines = InitCommand.text.split(separator: "\n").filter { $0.hasPrefix("# ") && !$0.hasSuffix(".") }.map { $0.dropFirst(2) }
        let settings = try RepositoryFile.read(Array(lines.joined(separator: "\n").utf8))
        #expect(settings.commands == CommandSettings(run: ["make", "train", "{args}"], report: ["python", "tools/report.py"]))
        #expect(settings.dvcRoot == "model")
        #expect(settings.resources == ResourceDefaults(vcpus: 2, memoryMiB: 4096, gpus: 0, timeoutSeconds: 21_600))
        #expect(settings.report.base == "main" && settings.report.better == ["metrics.json:loss": .lower])
        #expect(settings.report.exclude.map { $0.matches("debug/a.json") } == [true])
    }

    @Test("each setting can be used without the others", arguments: ["dvc_root", "resources", "environment", "commands", "report"])
    func alone(key: String) throws {
        var lines: [Substring] = []
        for line in InitCommand.text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("# \(key):") || (!lines.isEmpty && line.hasPrefix("#   ")) {
                lines.append(line.dropFirst(2))
            } else if !lines.isEmpty {
                break
            }
        }
        #expect(try RepositoryFile.read(Array(lines.joined(separator: "\n").utf8)) != RepositorySettings())
    }
}
