package import RunModel

/// A push of an authentic delivery, and the project that it belongs to.
package struct AddressedPush: Sendable, Equatable {
    package var push: ForgePush
    package var project: ProjectSettings

    /// Gives each push its project, out of those that the delivery may speak for.
    ///
    /// - Returns: also a reason for each push that is nobody's: `other-repository` (a fork, or a repository that shares the
    ///   hook and is not set up), `branch-not-allowed`.
    package static func address(
        _ pushes: [ForgePush], among projects: [ProjectSettings]
    ) -> (addressed: [AddressedPush], ignored: [String]) {
        var addressed: [AddressedPush] = []
        var ignored: [String] = []
        for push in pushes {
            guard let project = projects.first(where: { $0.isCalled(push.repository) }) else {
                ignored.append("other-repository")
                continue
            }
            if project.runs(branch: push.branch.text) {
                addressed.append(AddressedPush(push: push, project: project))
            } else {
                ignored.append("branch-not-allowed")
            }
        }
        return (addressed, ignored)
    }
}
