extension JobSpec {
    /// What a job on AWS Batch uses of its account with its own role. Whoever submits it needs no right to any of it.
    package struct Account: Sendable, Equatable, Codable {
        /// Nil: what the job's surroundings say.
        package var region: String?
        /// The object that the work directory of a failed attempt becomes.
        package var failedWork: S3Place?
        /// GiB of its files, at most.
        package var failedGiB = BatchSettings.usualFailedGiB

        /// Secrets of stages, by their variables.
        package var secrets: [String: StoredSecret] = [:]

        package init(
            region: String? = nil, failedWork: S3Place? = nil, failedGiB: Int = BatchSettings.usualFailedGiB,
            secrets: [String: StoredSecret] = [:]
        ) {
            self.region = region
            self.secrets = secrets
            self.failedWork = failedWork
            self.failedGiB = failedGiB
        }

        /// As long as only older services leave something out.
        package init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            region = try fields.decodeIfPresent(String.self, forKey: .region)
            failedWork = try fields.decodeIfPresent(S3Place.self, forKey: .failedWork)
            failedGiB = try fields.decodeIfPresent(Int.self, forKey: .failedGiB) ?? failedGiB
            secrets = try fields.decodeIfPresent([String: StoredSecret].self, forKey: .secrets) ?? [:]
        }
    }
}
