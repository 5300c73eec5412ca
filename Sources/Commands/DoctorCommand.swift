import ArgumentParser
import Foundation
import RunModel
import Settings

/// Looks at everything that a run needs, and says how to mend what is missing.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look at everything that a run needs here, and say how to mend what is missing.",
        discussion: """
            Exit 0 where nothing is wrong (there may be warnings), 1 otherwise. With --migrate it looks instead for what to change in \
            a clone and an account of AWS that use the seed today; --environment, --prefix, --region and --profile say which.
            """)

    @OptionGroup var options: StateOptions
    @Flag(help: "One JSON object.") var json = false
    @Flag(help: "Look for what has to change in a clone and an account that use the seed.") var migrate = false
    @OptionGroup var deploy: DeployOptions

    func run() async throws {
        let findings = migrate ? await MigrationCheck(options: deploy).findings() : await Self.look(options)
        try findings.end(json: json)
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
}
