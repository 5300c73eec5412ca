/// AWS Batch: https://docs.aws.amazon.com/batch/latest/APIReference/
///
/// All calls throw ``AWSError`` and `CancellationError`.
package struct Batch: Sendable {
    private let client: AWSClient
    private let rate: CallRate?
    /// Ids in one DescribeJobs.
    package static let mostIDs = 100

    /// - Parameter rate: Batch takes about 50 calls a second of an account.
    package init(_ client: AWSClient, rate: CallRate? = nil) {
        self.client = client
        self.rate = rate
    }

    /// Starts a job. Batch knows no token that makes a second call harmless, so it is made again only where the first one
    /// surely was not served.
    ///
    /// - Parameter isRepeatable: the caller looks for jobs of the name itself, and bears a second one.
    package func submitJob(_ job: SubmitJobRequest, isRepeatable: Bool = false) async throws -> SubmitJobResponse {
        var request = try AWSRequest(.batch, "SubmitJob", json: job, path: "/v1/submitjob")
        request.isRepeatable = isRepeatable
        return try await client.send(request, rate: rate) { try $0.json() }
    }

    /// - Parameter ids: at most ``mostIDs``.
    /// - Returns: those that Batch knows; it leaves unknown ids out, and forgets jobs a week after their end.
    package func describeJobs(_ ids: [String]) async throws -> [BatchJob] {
        struct Answer: Decodable { let jobs: [BatchJob]? }
        return try await call("DescribeJobs", ["jobs": ids], as: Answer.self).jobs ?? []
    }

    /// One page.
    package func listJobs(_ request: ListJobsRequest) async throws -> ListJobsResponse {
        try await call("ListJobs", request)
    }

    /// Ends a job in any state; one that runs gets SIGTERM, and SIGKILL 30 s later. Ending an ended job changes nothing.
    package func terminateJob(_ id: String, reason: String) async throws {
        _ = try await call("TerminateJob", ["jobId": id, "reason": reason], as: NoAnswer.self)
    }

    /// Ends a job that has not started; one that has goes on.
    package func cancelJob(_ id: String, reason: String) async throws {
        _ = try await call("CancelJob", ["jobId": id, "reason": reason], as: NoAnswer.self)
    }

    /// - Parameter names: or ARNs, at most 100.
    package func describeJobQueues(_ names: [String]) async throws -> [BatchQueue] {
        struct Answer: Decodable { let jobQueues: [BatchQueue]? }
        return try await call("DescribeJobQueues", ["jobQueues": names], as: Answer.self).jobQueues ?? []
    }

    /// - Parameter names: or ARNs, at most 100.
    package func describeComputeEnvironments(_ names: [String]) async throws -> [BatchComputeEnvironment] {
        struct Answer: Decodable { let computeEnvironments: [BatchComputeEnvironment]? }
        return try await call("DescribeComputeEnvironments", ["computeEnvironments": names], as: Answer.self).computeEnvironments ?? []
    }

    /// - Parameter names: `name:revision` or ARNs, at most 100.
    package func describeJobDefinitions(_ names: [String]) async throws -> [BatchJobDefinition] {
        struct Answer: Decodable { let jobDefinitions: [BatchJobDefinition]? }
        return try await call("DescribeJobDefinitions", ["jobDefinitions": names], as: Answer.self).jobDefinitions ?? []
    }

    /// The active revisions of a definition, in no order. The first hundred: older ones are of no use here.
    package func activeJobDefinitions(named name: String) async throws -> [BatchJobDefinition] {
        struct Answer: Decodable { let jobDefinitions: [BatchJobDefinition]? }
        return try await call("DescribeJobDefinitions", ["jobDefinitionName": name, "status": "ACTIVE"], as: Answer.self)
            .jobDefinitions ?? []
    }

    private struct NoAnswer: Decodable {}

    private func call<T: Decodable>(_ operation: String, _ body: some Encodable, as type: T.Type = T.self) async throws -> T {
        let request = try AWSRequest(.batch, operation, json: body, path: "/v1/\(operation.lowercased())")
        return try await client.send(request, rate: rate) { try $0.json() }
    }
}
