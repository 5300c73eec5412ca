/// Which jobs; by queue, or the children of an array job.
package struct ListJobsRequest: Codable, Sendable, Equatable {
    package var jobQueue: String?
    package var arrayJobId: String?
    /// Without it, and without ``filters``, Batch lists what is RUNNING. With filters it does not count.
    package var jobStatus: BatchStatus?
    package var filters: [BatchFilter]?
    /// 1 to 100.
    package var maxResults: Int?
    package var nextToken: String?

    package init(jobQueue: String, jobStatus: BatchStatus? = nil, filters: [BatchFilter]? = nil) {
        self.jobQueue = jobQueue
        self.jobStatus = jobStatus
        self.filters = filters
    }

    package init(arrayJobId: String, jobStatus: BatchStatus? = nil) {
        self.arrayJobId = arrayJobId
        self.jobStatus = jobStatus
    }
}

package struct BatchFilter: Codable, Sendable, Equatable {
    /// `JOB_NAME`, `JOB_DEFINITION`, `BEFORE_CREATED_AT` or `AFTER_CREATED_AT`.
    package var name: String?
    /// A name's may end with `*`; it is compared without regard to case.
    package var values: [String]?

    package init(_ name: String, _ values: [String]) {
        self.name = name
        self.values = values
    }
}

package struct ListJobsResponse: Codable, Sendable, Equatable {
    package let jobSummaryList: [BatchJobSummary]
    /// Nil at the end.
    package let nextToken: String?
}

package struct BatchJobSummary: Codable, Sendable, Equatable {
    package let jobArn: String?
    package let jobId: String
    package let jobName: String
    package let status: String?
    package let statusReason: String?
    /// Milliseconds since 1970, as are the other times.
    package let createdAt: Int64?
    package let startedAt: Int64?
    package let stoppedAt: Int64?
    package let container: BatchSummaryContainer?
    package let arrayProperties: BatchArray?
    package let jobDefinition: String?
}

package struct BatchSummaryContainer: Codable, Sendable, Equatable {
    package let exitCode: Int?
    package let reason: String?
}
