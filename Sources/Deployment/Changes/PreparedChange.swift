import AWS

/// A change set that is ready, and what it would do.
struct PreparedChange: Sendable {
    let id: String
    let stack: String
    let stackID: String
    let isNew: Bool
    let differences: [Difference]
}

extension Deployment {
    /// Makes a change set and waits until it is there.
    ///
    /// - Returns: nil where it would change nothing.
    func prepare(_ wanted: WantedChange) async throws -> PreparedChange? {
        let made: (changeSet: String, stack: String)
        do {
            made = try await cloud.createChangeSet(wanted)
        } catch let error as AWSError where error.code == "ValidationError" && error.message.hasPrefix("No updates are to be performed") {
            return nil
        }
        var pause = 0.5
        var changes = try await cloud.changeSet(made.changeSet)
        while changes.status.hasSuffix("_PENDING") || changes.status.hasSuffix("_IN_PROGRESS") {
            try await sleep(pause)
            pause = min(pause * 1.5, 4)
            changes = try await cloud.changeSet(made.changeSet)
        }
        guard changes.status == "CREATE_COMPLETE" else {
            try await discard(made.changeSet, of: made.stack, isNew: wanted.isNew)
            if changes.isEmpty { return nil }
            throw DeploymentError(
                .failed, code: "change_refused",
                "CloudFormation cannot say what would change in \(wanted.stack) (\(changes.status)): \(changes.reason ?? "no word why").",
                remedy: "Mend what is named, and call the same command again; nothing was changed.")
        }
        let differences = try await differences(changes, at: "")
        return PreparedChange(
            id: made.changeSet, stack: wanted.stack, stackID: made.stack, isNew: wanted.isNew, differences: differences)
    }

    /// Takes a change set away, and with it the empty stack that it has brought.
    func discard(_ changeSet: String, of stack: String, isNew: Bool) async throws {
        try await cloud.delete(changeSet: changeSet, of: stack)
        guard isNew, let left = try await cloud.stack(stack), left.isEmpty else { return }
        try await cloud.delete(stack, token: token())
    }

    /// Does what a change set says, and follows it to its end.
    func execute(_ change: PreparedChange) async throws {
        var follower = follower(change.stack, change.stackID)
        try await follower.passOver()
        try await cloud.execute(changeSet: change.id, of: change.stackID, token: token())
        let status = try await follower.follow()
        guard ["CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"].contains(status) else {
            throw FirstFailure.error(stack: change.stack, status: status, follower.events)
        }
    }

    /// What a change set would do, nested stacks looked into.
    func differences(_ set: ChangeSet, at place: String) async throws -> [Difference] {
        var found: [Difference] = []
        for change in set.changes {
            let name = place + change.name
            guard change.type == StackEvent.stackType else {
                found.append(Difference(change, resource: name))
                continue
            }
            if change.action == "Remove" || change.replacement == .yes, let id = change.physicalID {
                // CloudFormation does not say what goes with it.
                for resource in try await cloud.resources(of: id) where resource.type != StackEvent.stackType {
                    found.append(
                        Difference(
                            resource: "\(name)/\(resource.name)", type: resource.type, kind: .removed, properties: [],
                            isKept: false, physicalID: resource.physicalID))
                }
            }
            guard change.action != "Remove", let nested = change.changeSet else {
                found.append(Difference(change, resource: name))
                continue
            }
            found += try await differences(try await cloud.changeSet(nested), at: "\(name)/")
        }
        return found
    }
}
