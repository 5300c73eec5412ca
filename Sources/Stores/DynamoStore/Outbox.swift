import AWS
package import Engine
package import FoundationEssentials
import RunModel

/// What still has to be told: items of the partitions `outbox` and `messages`, with `due` and `end` in seconds since 1970.
extension DynamoStore {
    static func pending(_ key: DynamoItem, _ run: RunID, rule: String?, end: Double) -> DynamoItem {
        var item = key
        item["run"] = .string(run.text)
        if let rule { item["rule"] = .string(rule) }
        item["end"] = .number("\(end)")
        item["due"] = .number("\(end)")
        item["tries"] = .number(0)
        return item
    }

    package func dueReports(at time: Date) async throws -> [PendingReport] {
        try await due("outbox", at: time).compactMap { item in
            guard let run = item["run"]?.string.flatMap({ RunID($0) }), let end = item["end"]?.double else { return nil }
            return PendingReport(run: run, firstDueAt: Date(timeIntervalSince1970: end), tries: item["tries"]?.integer.map { Int($0) } ?? 0)
        }
    }

    /// Two functions may find the same report due at the same moment.
    package func hold(_ report: PendingReport, at now: Date, until time: Date) async throws -> Bool {
        let change = DynamoExpression(
            "SET #due = :until", names: ["#due": "due"], values: [":until": .number("\(time.timeIntervalSince1970)")])
        let condition = DynamoExpression(
            "#end = :end AND #due <= :now", names: ["#end": "end", "#due": "due"],
            values: [":end": .number("\(report.firstDueAt.timeIntervalSince1970)"), ":now": .number("\(now.timeIntervalSince1970)")])
        do {
            try await database.write(.update(table: table, key: Key.report(report.run), change, condition: condition))
            return true
        } catch let error as AWSError where error.isConditionFailed {
            return false
        }
    }

    package func settle(_ report: PendingReport, retryAt: Date?, problem: String?) async throws {
        try await settle(Key.report(report.run), end: report.firstDueAt.timeIntervalSince1970, retryAt: retryAt, problem: problem)
    }

    package func dueMessages(at time: Date) async throws -> [PendingMessage] {
        try await due("messages", at: time).compactMap { item in
            guard let run = item["run"]?.string.flatMap({ RunID($0) }), let end = item["end"]?.double else { return nil }
            return PendingMessage(
                run: run, rule: item["rule"]?.string, endedAt: end, tries: item["tries"]?.integer.map { Int($0) } ?? 0)
        }
    }

    package func address(_ message: PendingMessage, to rules: [String]) async throws {
        var writes: [DynamoWrite] = [
            .delete(table: table, key: Key.message(message.run, rule: nil), condition: .isOf(end: message.endedAt))
        ]
        for rule in rules {
            let key = Key.message(message.run, rule: rule)
            writes.append(.put(table: table, item: Self.pending(key, message.run, rule: rule, end: message.endedAt)))
        }
        // Where the condition fails, the run has ended anew meanwhile, or another has done this: that is told instead.
        try await unlessOutdated { try await database.transact(writes, token: UUID().uuidString) }
    }

    package func settle(_ message: PendingMessage, retryAt: Date?, problem: String?) async throws {
        try await settle(Key.message(message.run, rule: message.rule), end: message.endedAt, retryAt: retryAt, problem: problem)
    }

    /// What an earlier end has still to be told gives way: the message would tell of this one.
    func messageWrites(_ run: RunID, end: Double) async throws -> [DynamoWrite] {
        var query = DynamoQuery(
            table,
            key: DynamoExpression("pk = :pk AND begins_with(sk, :run)", values: [":pk": .string("messages"), ":run": .string("\(run)#")]))
        query.isConsistent = true
        let new = Key.message(run, rule: nil)
        var writes = [DynamoWrite.put(table: table, item: Self.pending(new, run, rule: nil, end: end))]
        for try await item in pages(of: query) where item["sk"] != new["sk"] {
            guard let partition = item["pk"], let sort = item["sk"] else { continue }
            writes.append(.delete(table: table, key: ["pk": partition, "sk": sort]))
        }
        return writes
    }

    private func due(_ partition: String, at time: Date) async throws -> [DynamoItem] {
        var query = DynamoQuery(table, key: .partition(partition))
        query.isConsistent = true
        query.filter = DynamoExpression(
            "#due <= :now", names: ["#due": "due"], values: [":now": .number("\(time.timeIntervalSince1970)")])
        var found: [DynamoItem] = []
        for try await item in pages(of: query) { found.append(item) }
        return found.sorted { ($0["due"]?.double ?? 0) < ($1["due"]?.double ?? 0) }
    }

    private func settle(_ key: DynamoItem, end: Double, retryAt: Date?, problem: String?) async throws {
        try await unlessOutdated {
            guard let retryAt else {
                try await database.write(.delete(table: table, key: key, condition: .isOf(end: end)))
                return
            }
            let change = DynamoExpression(
                "SET #due = :due, #problem = :problem ADD #tries :one",
                names: ["#due": "due", "#problem": "problem", "#tries": "tries"],
                values: [
                    ":due": .number("\(retryAt.timeIntervalSince1970)"), ":problem": .string(String((problem ?? "").prefix(2000))),
                    ":one": .number(1),
                ])
            try await database.write(.update(table: table, key: key, change, condition: .isOf(end: end)))
        }
    }

    /// A failed condition says that this is settled already, or is about a later end.
    private func unlessOutdated(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as AWSError where error.isConditionFailed {
        }
    }
}

extension DynamoExpression {
    static func isOf(end: Double) -> DynamoExpression {
        DynamoExpression("#end = :end", names: ["#end": "end"], values: [":end": .number("\(end)")])
    }
}

extension AttributeValue {
    var double: Double? {
        guard case .number(let text) = self else { return nil }
        return Double(text)
    }
}
