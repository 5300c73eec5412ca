import RunModel

extension Schema<BatchSettings> {
    static let batchQueue = Schema([
        .value("queue", \.queue, .text, required: true, "The job queue: its name or ARN."),
        .optional("region", \.region, .text, defaultText: "AWS's own environment and profile", "The region of the queue."),
        .value(
            "definition", \.definition, .text,
            "The job definition of a repository's jobs: `{environment}` and `{repo}` stand for the key below and the last part of its path."
        ),
        .value("environment", \.environment, .text, "What `{environment}` stands for."),
        .value("work", \.work, .path, "Where jobs keep their clones, in the container."),
        .value("cache", \.cache, .path, "Where the host's directory of content caches is mounted in the container."),
        .value(
            "attempts", \.attempts, .whole(1...10),
            "How often Batch itself starts a job whose machine was taken away, the first time counted."),
        .optional(
            "share", \.share, .text, "Whose share jobs count for: needed where the queue has a scheduling policy."),
        .optional(
            "failed", \.failed, .s3Place, defaultText: "nowhere",
            "Where the work of failed jobs is put for `bunsen runs open`, without the cache: one object a run. Let the bucket's lifecycle remove it."
        ),
        .value("failed_gib", \.failedGiB, .whole(1...4), "GiB of a failed job's files that are put there at most; the largest go first."),
    ])
}

extension ValueKind<[String: BatchSettings]> {
    static let batchQueues: ValueKind = {
        let one = ValueKind<BatchSettings>(allowed: Schema.batchQueue.allowed) { node, key, reading in
            var queue = BatchSettings()
            Schema.batchQueue.read(node, at: key, into: &queue, &reading)
            return queue
        } write: { queue in
            Schema.batchQueue.write(queue, fresh: BatchSettings()) ?? .block([])
        } rows: { prefix in
            Schema.batchQueue.rows(prefix: prefix, fresh: BatchSettings())
        }
        return map(of: one, names: .executor, placeholder: "NAME", allowed: "a mapping of executor name to job queue")
    }()
}
