package import AWS

/// One environment's deployment in one account and region.
package struct Deployment: Sendable {
    package let names: DeploymentNames
    package let account: String
    package let region: String
    let cloud: CloudFormation
    let s3: S3
    let client: AWSClient
    /// A word that nobody has used: a letter, then letters, digits and `-`.
    let token: @Sendable () -> String
    let sleep: @Sendable (Double) async throws -> Void
    let tell: @Sendable (DeploymentNews) -> Void

    /// Asks AWS whose credentials these are.
    ///
    /// - Throws: `AWSError`, `CancellationError`.
    package init(
        _ names: DeploymentNames, _ client: AWSClient, token: @escaping @Sendable () -> String,
        sleep: @escaping @Sendable (Double) async throws -> Void, tell: @escaping @Sendable (DeploymentNews) -> Void
    ) async throws {
        self.names = names
        self.client = client
        self.token = token
        self.sleep = sleep
        self.tell = tell
        region = client.region
        cloud = CloudFormation(client)
        s3 = S3(client)
        account = try await STS(client).callerIdentity().account
    }

    package var bucket: String { names.bucket(account: account, region: region) }

    /// Where CloudFormation reads an object of the artefact bucket.
    func url(_ key: String) -> String { "https://\(bucket).s3.\(region).\(AWSEndpoints.suffix(of: region))/\(key)" }

    func follower(_ name: String, _ id: String) -> EventFollower {
        EventFollower(cloud: cloud, name: name, id: id, sleep: sleep, tell: tell)
    }

    /// A stack at rest, in a state that it can be changed from; nil where it has to be made.
    ///
    /// What somebody else does to it is waited for. What is left of a creation that failed holds nothing, and is removed.
    func settled(_ name: String) async throws -> Stack? {
        guard var stack = try await cloud.stack(name) else { return nil }
        if stack.isBusy {
            tell(.note("\(name) is being changed (\(stack.status)); following that first"))
            var follower = follower(name, stack.id)
            try await follower.passOverFormer()
            _ = try await follower.follow()
            guard let now = try await cloud.stack(name) else { return nil }
            stack = now
        }
        switch stack.status {
        case "REVIEW_IN_PROGRESS": return nil
        case "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED":
            tell(.note("\(name) is what is left of a creation that failed (\(stack.status)); removing it first"))
            try await remove(stack)
            return nil
        case "DELETE_FAILED":
            throw DeploymentError(
                .failed, code: "stack_stuck", "The stack \(name) is half removed (DELETE_FAILED).",
                remedy: "Finish that first, with `bunsen deploy down`.")
        case "UPDATE_ROLLBACK_FAILED":
            throw DeploymentError(
                .failed, code: "stack_stuck",
                "The stack \(name) could not be put back after a change that failed (UPDATE_ROLLBACK_FAILED).",
                remedy: "Mend what its events name, then: aws cloudformation continue-update-rollback --stack-name \(name)")
        default: return stack
        }
    }

    /// Removes a stack, and waits until it is gone.
    func remove(_ stack: Stack) async throws {
        var follower = follower(stack.name, stack.id)
        try await follower.passOver()
        try await cloud.delete(stack.id, token: token())
        let status = try await follower.follow()
        guard status == "DELETE_COMPLETE" else {
            throw FirstFailure.error(stack: stack.name, status: status, follower.events)
        }
    }
}
