package import FoundationEssentials
import RunModel
import Synchronization

/// When each project's last authentic delivery came in since the service began: whether a webhook reaches it at all.
package final class HeardHooks: Sendable {
    private let state = Mutex<[String: Date]>([:])

    package init() {}

    /// By the project's name.
    package var times: [String: Date] { state.withLock { $0 } }

    func note(_ projects: [ProjectSettings], at time: Date) {
        state.withLock { for project in projects { $0[project.name] = time } }
    }
}
