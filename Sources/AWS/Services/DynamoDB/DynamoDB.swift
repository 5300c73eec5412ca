/// DynamoDB: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/
///
/// All calls throw ``AWSError`` and `CancellationError`. A condition that does not hold is an error with
/// ``AWSError/isConditionFailed``.
package struct DynamoDB: Sendable {
    private let client: AWSClient
    private let rate: CallRate?

    package init(_ client: AWSClient, rate: CallRate? = nil) {
        self.client = client
        self.rate = rate
    }

    /// Makes one change. Where an answer is lost, the change is made again only if that comes to the same: a condition that the
    /// first one has made false would make the second one look refused.
    ///
    /// - Returns: the whole item afterwards, of an update; nil of others.
    @discardableResult
    package func write(_ write: DynamoWrite) async throws -> DynamoItem? {
        struct Answer: Decodable { let Attributes: DynamoItem? }
        var body = write.wire
        var isRepeatable = body.ConditionExpression == nil
        let operation: String
        switch write {
        case .put: operation = "PutItem"
        case .update:
            operation = "UpdateItem"
            body.ReturnValues = "ALL_NEW"
            // `SET n = n + 1` and `ADD` count twice.
            isRepeatable = false
        case .delete: operation = "DeleteItem"
        case .check:
            // There is no call for it alone.
            try await transact([write])
            return nil
        }
        return try await call(operation, body, isRepeatable: isRepeatable, as: Answer.self).Attributes
    }

    /// - Parameter isConsistent: sees every write that was answered before.
    package func item(_ key: DynamoItem, of table: String, isConsistent: Bool = true) async throws -> DynamoItem? {
        struct Question: Encodable { let TableName: String, Key: DynamoItem, ConsistentRead: Bool }
        struct Answer: Decodable { let Item: DynamoItem? }
        return try await call(
            "GetItem", Question(TableName: table, Key: key, ConsistentRead: isConsistent), as: Answer.self
        ).Item
    }

    /// One page of the items of a partition.
    package func query(_ query: DynamoQuery) async throws -> DynamoPage {
        try await call("Query", query.wire, as: DynamoPage.self)
    }

    /// Makes all of the changes, or none: at most 100, of different items.
    ///
    /// - Parameter token: 1 to 36 characters; the same one within ten minutes makes the changes once.
    package func transact(_ writes: [DynamoWrite], token: String? = nil) async throws {
        struct Question: Encodable { let TransactItems: [[String: WireWrite]], ClientRequestToken: String? }
        struct Answer: Decodable {}
        let question = Question(TransactItems: writes.map { [$0.kind: $0.wire] }, ClientRequestToken: token)
        _ = try await call("TransactWriteItems", question, isRepeatable: token != nil, as: Answer.self)
    }

    /// Begins to remove a table with all that is in it; one that is not there is removed already.
    package func deleteTable(_ table: String) async throws {
        struct Question: Encodable { let TableName: String }
        struct Answer: Decodable {}
        do {
            _ = try await call("DeleteTable", Question(TableName: table), as: Answer.self)
        } catch let error as AWSError where ["ResourceNotFoundException", "ResourceInUseException"].contains(error.code) {
            // As after an answer that was lost.
        }
    }

    private func call<T: Decodable>(_ operation: String, _ body: some Encodable, isRepeatable: Bool = true, as type: T.Type)
        async throws -> T
    {
        var request = try AWSRequest(.dynamoDB, operation, json: body)
        request.isRepeatable = isRepeatable
        return try await client.send(request, rate: rate) { try $0.json() }
    }
}

extension AWSError {
    /// A condition of a DynamoDB write did not hold.
    package var isConditionFailed: Bool {
        code == "ConditionalCheckFailedException"
            || code == "TransactionCanceledException" && itemReasons.contains("ConditionalCheckFailed")
    }
}
