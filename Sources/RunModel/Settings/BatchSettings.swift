/// One job queue of AWS Batch, as an executor.
package struct BatchSettings: Sendable, Hashable, Codable {
    /// A name or an ARN.
    package var queue = ""
    /// Nil: what AWS's own environment and profile say.
    package var region: String?
    /// The job definition of a repository. `{environment}` and `{repo}` stand for ``environment`` and the last part of the
    /// repository's path; a project may name another one.
    package var definition = "acme-{environment}-ml-{repo}"
    package var environment = "production"
    /// Where jobs keep their clones, in the container.
    package var work = "/tmp/bunsen"
    /// Where the host's directory of content caches is mounted in the container.
    package var cache = "/dvc-cache"
    /// How often Batch itself starts a job again whose machine was taken away, the first time counted: 1 to 10.
    package var attempts = 3
    /// Whose share jobs count for, which a queue with a scheduling policy wants and any other refuses.
    package var share: String?
    /// Where the work directories of failed attempts are put, an object a run; nil: nowhere.
    package var failed: S3Place?
    /// GiB of such a directory's files that are put there at most: 1 to 4, as S3 takes 5 GB in one call.
    package var failedGiB = usualFailedGiB
    package static let usualFailedGiB = 1

    package init() {}

    package init(queue: String) { self.queue = queue }

    private enum CodingKeys: String, CodingKey {
        case queue, region, definition, environment, work, cache, attempts, share, failed
        case failedGiB = "failed_gib"
    }

    /// What is not said is as it is by itself.
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        queue = try fields.decode(String.self, forKey: .queue)
        region = try fields.decodeIfPresent(String.self, forKey: .region)
        definition = try fields.decodeIfPresent(String.self, forKey: .definition) ?? definition
        environment = try fields.decodeIfPresent(String.self, forKey: .environment) ?? environment
        work = try fields.decodeIfPresent(String.self, forKey: .work) ?? work
        cache = try fields.decodeIfPresent(String.self, forKey: .cache) ?? cache
        attempts = try fields.decodeIfPresent(Int.self, forKey: .attempts) ?? attempts
        share = try fields.decodeIfPresent(String.self, forKey: .share)
        failed = try fields.decodeIfPresent(S3Place.self, forKey: .failed)
        failedGiB = try fields.decodeIfPresent(Int.self, forKey: .failedGiB) ?? failedGiB
    }

    /// The object that the work directory of a run's failed attempt becomes; the next attempt's takes its place.
    package func failedWork(of run: RunID) -> S3Place? { failed?.appending("\(run).tar.gz") }

    /// The job definition of a repository's jobs: `name`, `name:revision` or an ARN.
    package func definition(of repository: RepositoryName, _ project: ProjectSettings?) -> String {
        if let own = project?.jobDefinition { return own }
        // A definition's name may hold no other characters, and a repository's does.
        let plain = repository.shortName.utf8.map { byte in
            let isPlain = byte.isASCIIDigit || (97...122).contains(byte | 0x20) || byte == UInt8(ascii: "_")
            return isPlain ? byte : UInt8(ascii: "-")
        }
        return definition.replacing("{environment}", with: environment).replacing("{repo}", with: String(decoding: plain, as: UTF8.self))
    }
}
