import FoundationEssentials
import RunModel

/// How a run's work directory is divided: what stages can write, and what they cannot.
///
/// git runs outside of the sandbox and with the forge token at hand, and it obeys the configuration and the hooks of its
/// repository. So the repository that it works in is one that no stage can write: stages have a clone of their own, which
/// borrows the objects of it.
struct WorkPlaces: Sendable {
    let work: String

    /// Bunsen's repository; stages can read it.
    var git: String { "\(work)/git" }
    /// Repositories that `dvc import` names, fetched with the token; below what stages can read.
    var imports: String { "\(git)/imports" }
    /// git's index for the result commit.
    var index: String { "\(work)/index" }
    /// The requirements files as they are at the commit.
    var requirements: String { "\(work)/requirements" }
    var journal: String { "\(work)/journal.jsonl" }
    /// What became of each stage, written before the result commit is recorded.
    var outcomes: String { "\(work)/stages.json" }
    /// All that stages can write.
    var open: String { "\(work)/open" }
    /// Where DVC and its stages run. git has read its `.git` before the first stage, and never does again.
    var clone: String { "\(open)/clone" }
    var scratch: String { "\(open)/scratch" }
    var driver: String { "\(open)/driver" }
    /// git's settings for DVC and its stages.
    var gitConfiguration: String { "\(open)/gitconfig" }
    /// The home of a container's user whom the image does not know.
    var home: String { "\(open)/home" }
    /// A second work tree, to push from while stages run in the first.
    var mirror: String { "\(open)/mirror" }

    func make() throws {
        for path in [git, clone, scratch] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
    }

    /// Empties a directory that a sandbox may hold already, and which therefore has to stay.
    static func empty(_ directory: String) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
            try FileManager.default.removeItem(atPath: "\(directory)/\(name)")
        }
    }
}
