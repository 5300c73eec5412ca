import ArgumentParser
import Foundation
import RunModel
import Settings

/// Looks at everything that a run needs, and says how to mend what is missing.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look at everything that a run needs here, and say how to mend what is missing.",
        discussion: "Exit 0 where nothing is wrong (there may be warnings), 1 otherwise.")

    @OptionGroup var options: StateOptions
    @Flag(help: "One JSON object.") var json = false

    struct Answer: Encodable {
        let ok: Bool
        let findings: [Finding]
    }

    func run() async throws {
        let findings = await Self.look(options)
        let isGood = !findings.contains { $0.level == .error }
        if json {
            try Output.json(Answer(ok: isGood, findings: findings))
        } else {
            show(findings)
        }
        if !isGood { throw Exit.failed.code }
    }

    private static func look(_ options: StateOptions) async -> [Finding] {
        let environment = ProcessInfo.processInfo.environment
        do {
            let loaded = try options.load()
            async let machine = MachineCheck(settings: loaded.settings, environment: environment).findings()
            async let service = ServiceCheck(loaded: loaded).findings()
            async let clone = CloneCheck(settings: loaded.settings, environment: environment).findings()
            async let batch = BatchCheck(settings: loaded.settings).findings()
            return await machine + service + batch + clone
        } catch {
            return [.error("settings", "\(error)", remedy: "Mend what is named; docs/reference/configuration.md has every key.")]
        }
    }

    private func show(_ findings: [Finding]) {
        let terminal = Terminal(.output)
        let width = findings.map(\.check.count).max() ?? 0
        for finding in findings {
            let mark =
                switch finding.level {
                case .ok: terminal.good("✓")
                case .warning: terminal.warm("!")
                case .error: terminal.bad("✗")
                }
            let name = finding.check + String(repeating: " ", count: width - finding.check.count)
            terminal.line("\(mark) \(name)  \(Terminal.plain(finding.message))")
            if !finding.remedy.isEmpty { terminal.line("  \(String(repeating: " ", count: width))  \(terminal.dim(finding.remedy))") }
        }
    }
}
