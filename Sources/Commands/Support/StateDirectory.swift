import Foundation
import Glibc
import RunModel

/// The directory of everything that a service owns.
struct StateDirectory: Sendable {
    let path: String

    init(_ settings: ServiceSettings) { path = settings.state }

    var socket: String { "\(path)/bunsen.sock" }
    var lock: String { "\(path)/lock" }
    var store: String { "\(path)/bunsen.sqlite" }
    /// Where hooks leave pushes; whoever may push must be able to write here.
    var spool: String { "\(path)/spool" }
    var projects: String { "\(path)/projects.d" }
    /// Small repositories in which notes are written and heads are read.
    var repositories: String { "\(path)/repositories" }

    /// Content caches, one directory for each repository or those that share one.
    var caches: String { "\(path)/cache" }
    /// Virtual environments, one directory each.
    var environments: String { "\(caches)/environments" }
    /// The drawings of runs' plots, a directory a commit; what is missing is fetched again.
    var drawings: String { "\(path)/drawings" }
    var runs: String { "\(path)/runs" }
    func run(_ id: RunID) -> String { "\(runs)/\(id)" }
    /// Where the run's jobs work.
    func work(_ id: RunID) -> String { "\(run(id))/work" }

    /// Makes what is missing; what is there keeps its mode.
    func make() throws {
        for (directory, mode) in [(path, 0o750), (spool, 0o2770), (projects, 0o750), (runs, 0o700), (repositories, 0o700)] {
            var isDirectory: ObjCBool = false
            if FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory), isDirectory.boolValue { continue }
            do {
                try FileManager.default.createDirectory(
                    atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: mode & 0o777])
                // The set-group-ID bit of the spool: what anyone leaves there belongs to the service's group.
                chmod(directory, mode_t(mode))
            } catch {
                throw CommandFailure(
                    .usage, code: "no_state", "The state directory \(directory) cannot be made: \(error.localizedDescription)",
                    remedy: "Choose another with --state or BUNSEN_STATE.")
            }
        }
        guard access(path, W_OK) == 0 else {
            throw CommandFailure(
                .usage, code: "no_state", "The state directory \(path) cannot be written: \(String(cString: strerror(errno))).",
                remedy: "Choose another with --state or BUNSEN_STATE.")
        }
    }
}
