import AWS
import Job
import RunModel

extension BatchHost {
    /// Where the work of a failed attempt goes; nil where the spec does not say so.
    ///
    /// - Parameter secrets: what must be in none of its files.
    func failedWork(of spec: JobSpec, secrets: [String]) async -> FailedWorkPlace? {
        guard let account = spec.account, let object = account.failedWork else { return nil }
        let s3 = S3(await client(region: account.region))
        return FailedWorkPlace(object, limit: account.failedGiB << 30, secrets: secrets) { path in
            try await s3.put(file: path, to: object.key, in: object.bucket, contentType: "application/gzip")
        }
    }
}
