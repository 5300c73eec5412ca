import Foundation
import Glibc
import RunModel

/// Ends this process with SIGKILL right after a run's change to a state is in the store: for tests of what a restart finds.
/// `BUNSEN_CRASH_AT=running`, and only the first time, which the file `BUNSEN_CRASH_MARK` remembers.
struct CrashDrill: Sendable {
    private let state: String?
    private let mark: String?

    init(environment: [String: String]) {
        state = environment["BUNSEN_CRASH_AT"]
        mark = environment["BUNSEN_CRASH_MARK"]
    }

    func pass(_ run: Run) {
        guard let state, let mark, run.state.name == state, !FileManager.default.fileExists(atPath: mark) else { return }
        guard FileManager.default.createFile(atPath: mark, contents: nil) else { return }
        kill(getpid(), SIGKILL)
    }
}
