import AWS
import RunModel

/// The table's keys: `pk` and `sk`, both strings.
enum Key {
    static func of(_ partition: String, _ sort: String) -> DynamoItem { ["pk": .string(partition), "sk": .string(sort)] }

    static func run(_ id: RunID) -> DynamoItem { of("run#\(id)", "run") }
    /// The further parts of a run that is too large for one item.
    static func part(_ id: RunID, _ number: Int) -> DynamoItem { of("run#\(id)", "part#\(number)") }
    /// Which run has the key: there is one at most.
    static func claim(_ key: RunKey) -> DynamoItem { of("key#\(key.hex)", "key") }
    static func result(_ sha: CommitSHA, _ repository: RepositoryName) -> DynamoItem { of("result#\(repository)", sha.text) }
    static func sweep(_ id: SweepID) -> DynamoItem { of("sweeps", id.text) }
    /// Which sweep has the key: there is one at most.
    static func claim(_ sweep: Sweep) -> DynamoItem { of("sweepkey#\(sweep.key)", "key") }
    /// A run of a sweep; sorts by its number.
    static func member(_ id: SweepID, _ number: Int) -> DynamoItem {
        let digits = "\(number)"
        return of("sweep#\(id)", "run#\(String(repeating: "0", count: max(0, 5 - digits.count)))\(digits)")
    }
    static func report(_ id: RunID) -> DynamoItem { of("outbox", id.text) }
    static func message(_ id: RunID, rule: String?) -> DynamoItem { of("messages", "\(id)#\(rule ?? "")") }
    static func refusal(_ repository: RepositoryName, _ branch: BranchName, _ sha: CommitSHA) -> DynamoItem {
        // No repository's or branch's name has a blank.
        of("refusals", "\(repository) \(branch) \(sha)")
    }
    static func heads(_ repository: RepositoryName) -> DynamoItem { of("heads", repository.text) }
    static func usage(_ month: Month, _ repository: RepositoryName) -> DynamoItem { of("usage#\(month)", repository.text) }
}

extension DynamoExpression {
    static let isNew = DynamoExpression("attribute_not_exists(pk)")

    /// The item is as it was when it was read.
    static func isAt(_ version: Int64) -> DynamoExpression {
        DynamoExpression("#version = :version", names: ["#version": "version"], values: [":version": .number(version)])
    }

    static func partition(_ name: String) -> DynamoExpression {
        DynamoExpression("pk = :pk", values: [":pk": .string(name)])
    }
}

extension AWSError {
    /// Another transaction was at the same items at the same moment: nothing of this one was done.
    var isConflict: Bool {
        code == "TransactionCanceledException"
            && itemReasons.contains { ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"].contains($0) }
            || code == "TransactionConflictException" || code == "TransactionInProgressException"
    }
}
