import DVC
import Foundation
import Git
import RunModel
import Subprocess
import SystemPackage

/// The clone that `doctor` stands in, if it stands in one: can its commits be run, and their data be kept?
struct CloneCheck: Sendable {
    let settings: ServiceSettings
    let environment: [String: String]

    func findings() async -> [Finding] {
        guard let top = try? await Git(deadline: .seconds(10)).run("rev-parse", "--show-toplevel").text else { return [] }
        let file = FileManager.default.contents(atPath: "\(top)/.bunsen.yaml")
        let root: String?
        do {
            root = try file.map { try RepositoryFile.read(Array($0)) }?.dvcRoot
        } catch {
            return [.error("clone", (error as? Failure)?.message ?? "\(error)", remedy: "Mend .bunsen.yaml.")]
        }
        let project = root.map { "\(top)/\($0)" } ?? top
        guard FileManager.default.fileExists(atPath: "\(project)/.dvc") else {
            return [.warning("clone", "\(project) is no DVC project.", remedy: "dvc init, or set `dvc_root` in .bunsen.yaml.")]
        }
        return [await remote(project)]
    }

    private func remote(_ project: String) async -> Finding {
        do {
            let program = try DVCProgram.find(settings.dvc, searchPath: environment["PATH"] ?? "/usr/bin:/bin")
            let words = program.python + [program.path, "remote", "list"]
            let result = try await Subprocess.run(
                .path(FilePath(words[0])), arguments: Arguments(Array(words.dropFirst())), workingDirectory: FilePath(project),
                output: .string(limit: 65_536), error: .string(limit: 65_536))
            let remotes = result.standardOutput.split(separator: "\n")
            guard let first = remotes.first(where: { $0.contains("(default)") }) ?? (remotes.count == 1 ? remotes.first : nil) else {
                return .error(
                    "remote", "This DVC project has no default remote, so results could not be kept.",
                    remedy: "dvc remote add -d NAME URL, and commit .dvc/config.")
            }
            return .ok("remote", Terminal.plain(String(first)).replacing("\t", with: " "))
        } catch {
            return .error("remote", "The DVC remote cannot be told: \(error).", remedy: "Run `dvc remote list` here.")
        }
    }
}
