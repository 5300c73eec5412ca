import RunModel

extension ScalarKind where Value == QueueCondition {
    static let condition = ScalarKind(
        allowed: "clauses joined by `and`, such as gpus > 0, memory > 64GiB, vcpus >= 16, repository = github.com/lab/*",
        text: { $0.description }
    ) { (text, _) throws(Complaint) in
        do throws(QueueCondition.Mistake) {
            return try QueueCondition(text)
        } catch {
            throw Complaint("\(Echo.quoted(text)): \(error.message)")
        }
    }
}

extension ScalarKind where Value == String {
    /// What this version can run jobs on. Queues of AWS Batch and partitions of Slurm will stand beside it, as `batch:QUEUE`
    /// and `slurm:PARTITION`.
    static let executor = ScalarKind("an executor of this version", allowed: "local", accepts: { $0 == "local" })
}
