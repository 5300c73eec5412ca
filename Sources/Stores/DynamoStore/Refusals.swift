import AWS
package import Engine
import FoundationEssentials
package import RunModel

/// What was said on commits that start nothing, and the heads that the poller saw.
extension DynamoStore {
    /// Seconds that a refusal is remembered: as long as a forge may send a delivery again, and more.
    private static let refusalsKept: Double = 90 * 86_400

    package func record(_ refusal: Refusal) async throws -> Bool {
        var item = Key.refusal(refusal.repository, refusal.branch, refusal.sha)
        item["json"] = .binary(try JSONEncoder.bunsen.encode(refusal))
        item["repository"] = .string(refusal.repository.text)
        item["told"] = .bool(false)
        item["expires"] = .number(Int64(refusal.at.timeIntervalSince1970 + Self.refusalsKept))
        do {
            try await database.transact([.put(table: table, item: item, condition: .isNew)], token: UUID().uuidString)
            return true
        } catch let error as AWSError where error.isConditionFailed {
            return false
        }
    }

    package func dueRefusals() async throws -> [Refusal] {
        let untold = DynamoExpression("#told = :told", names: ["#told": "told"], values: [":told": .bool(false)])
        return Array(try await refusals(untold).sorted { $0.at < $1.at }.prefix(100))
    }

    package func settle(_ refusal: Refusal) async throws {
        let change = DynamoExpression("SET #told = :told", names: ["#told": "told"], values: [":told": .bool(true)])
        try await database.write(
            .update(
                table: table, key: Key.refusal(refusal.repository, refusal.branch, refusal.sha), change,
                condition: DynamoExpression("attribute_exists(pk)")))
    }

    package func refusals(of repository: RepositoryName?, limit: Int) async throws -> [Refusal] {
        let filter = repository.map {
            DynamoExpression("#r = :r", names: ["#r": "repository"], values: [":r": .string($0.text)])
        }
        return Array(try await refusals(filter).sorted { $0.at > $1.at }.prefix(limit))
    }

    private func refusals(_ filter: DynamoExpression?) async throws -> [Refusal] {
        var query = DynamoQuery(table, key: .partition("refusals"))
        query.filter = filter
        query.isConsistent = true
        var found: [Refusal] = []
        for try await item in pages(of: query) {
            if let json = item["json"]?.binary { found.append(try JSONDecoder.bunsen.decode(Refusal.self, from: json)) }
        }
        return found
    }

    package func heads(of repository: RepositoryName) async throws -> [BranchName: CommitSHA]? {
        guard let json = try await database.item(Key.heads(repository), of: table)?["json"]?.binary else { return nil }
        let heads = try JSONDecoder.bunsen.decode([String: CommitSHA].self, from: json)
        return try Dictionary(
            uniqueKeysWithValues: heads.map { name, sha in
                guard let branch = BranchName(name) else { throw Malformed(what: "branch name", text: name) }
                return (branch, sha)
            })
    }

    package func setHeads(_ heads: [BranchName: CommitSHA], of repository: RepositoryName) async throws {
        var item = Key.heads(repository)
        item["json"] = .binary(
            try JSONEncoder.bunsen.encode(Dictionary(uniqueKeysWithValues: heads.map { ($0.key.text, $0.value) })))
        try await database.write(.put(table: table, item: item))
    }
}
