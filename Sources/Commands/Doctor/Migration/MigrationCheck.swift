import AWS
import Deployment
import Foundation
import Git
import RunModel

/// What to change in a clone and an account that use the seed today.
struct MigrationCheck {
    let options: DeployOptions

    func findings() async -> [Finding] {
        var findings: [Finding] = []
        let top = try? await Git(deadline: .seconds(10)).run("rev-parse", "--show-toplevel").text
        if let top {
            do {
                findings += try await CloneMigration(top: top).findings()
            } catch {
                findings.append(.error("clone", "The clone \(top) cannot be looked at: \(error)", remedy: "Mend what git says."))
            }
        } else {
            findings.append(.warning("clone", "This is no clone of a repository.", remedy: "Call this in one, to have it looked at."))
        }
        findings += await account(top)
        guard !findings.contains(where: { $0.level != .ok }) else { return findings }
        return findings + [.ok("migration", "nothing is left to be changed")]
    }

    private func account(_ top: String?) async -> [Finding] {
        do {
            var repository: String?
            if let top { repository = await ImageOptions.project(of: top) }
            return try await AccountMigration(client: try options.aws.client(), names: try options.names, repository: repository).findings()
        } catch {
            let failure = Ending.failure(of: error)
            return [
                .warning(
                    "account", "The account was not looked at: \(failure?.message ?? "\(error)")",
                    remedy: failure?.remedy ?? "Give --region and --profile.")
            ]
        }
    }
}
