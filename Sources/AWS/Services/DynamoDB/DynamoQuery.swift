/// Which items of a table or of an index.
package struct DynamoQuery: Sendable, Equatable {
    package var table: String
    package var index: String?
    /// `#p = :p AND begins_with(#s, :s)`
    package var key: DynamoExpression
    /// Of what the key gives; items that it drops count for ``limit``.
    package var filter: DynamoExpression?
    package var limit: Int?
    package var isForward = true
    /// An index that is global has none of this.
    package var isConsistent = false
    /// Of the page before.
    package var after: DynamoItem?

    package init(_ table: String, index: String? = nil, key: DynamoExpression) {
        self.table = table
        self.index = index
        self.key = key
    }

    struct Wire: Encodable {
        let TableName: String
        let IndexName: String?
        let KeyConditionExpression: String
        let FilterExpression: String?
        let ExpressionAttributeNames: [String: String]?
        let ExpressionAttributeValues: [String: AttributeValue]?
        let Limit: Int?
        let ScanIndexForward: Bool
        let ConsistentRead: Bool
        let ExclusiveStartKey: DynamoItem?
    }

    var wire: Wire {
        let parts = [key, filter].compactMap { $0 }
        return Wire(
            TableName: table, IndexName: index, KeyConditionExpression: key.text, FilterExpression: filter?.text,
            ExpressionAttributeNames: DynamoExpression.united(parts.map(\.names)),
            ExpressionAttributeValues: DynamoExpression.united(parts.map(\.values)), Limit: limit, ScanIndexForward: isForward,
            ConsistentRead: isConsistent, ExclusiveStartKey: after)
    }
}

package struct DynamoPage: Decodable, Sendable, Equatable {
    package let items: [DynamoItem]
    /// Where the next page begins; nil at the end. A page may be empty and not be the last.
    package let next: DynamoItem?

    private enum CodingKeys: String, CodingKey {
        case items = "Items"
        case next = "LastEvaluatedKey"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        items = try container.decodeIfPresent([DynamoItem].self, forKey: .items) ?? []
        next = try container.decodeIfPresent(DynamoItem.self, forKey: .next)
    }
}
