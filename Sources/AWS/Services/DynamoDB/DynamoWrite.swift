/// An expression of DynamoDB with what its placeholders stand for: `#state = :accepted`. Every placeholder that is given must be
/// used: DynamoDB refuses the others.
package struct DynamoExpression: Sendable, Equatable {
    package var text: String
    /// By placeholder, `#` included.
    package var names: [String: String]
    /// By placeholder, `:` included.
    package var values: [String: AttributeValue]

    package init(_ text: String, names: [String: String] = [:], values: [String: AttributeValue] = [:]) {
        self.text = text
        self.names = names
        self.values = values
    }
}

/// A change of one item, on its own or in a transaction.
package enum DynamoWrite: Sendable, Equatable {
    /// Takes the place of the whole item.
    case put(table: String, item: DynamoItem, condition: DynamoExpression? = nil)
    /// Makes the item where there is none.
    case update(table: String, key: DynamoItem, DynamoExpression, condition: DynamoExpression? = nil)
    case delete(table: String, key: DynamoItem, condition: DynamoExpression? = nil)
    /// In a transaction only: changes nothing.
    case check(table: String, key: DynamoItem, condition: DynamoExpression)

    var wire: WireWrite {
        switch self {
        case .put(let table, let item, let condition): WireWrite(table, condition, item: item)
        case .update(let table, let key, let change, let condition): WireWrite(table, condition, key: key, update: change)
        case .delete(let table, let key, let condition): WireWrite(table, condition, key: key)
        case .check(let table, let key, let condition): WireWrite(table, condition, key: key)
        }
    }

    var kind: String {
        switch self {
        case .put: "Put"
        case .update: "Update"
        case .delete: "Delete"
        case .check: "ConditionCheck"
        }
    }
}

package typealias DynamoItem = [String: AttributeValue]

/// A write as DynamoDB wants it.
struct WireWrite: Encodable, Sendable {
    let TableName: String
    var Item: DynamoItem?
    var Key: DynamoItem?
    var UpdateExpression: String?
    var ConditionExpression: String?
    var ExpressionAttributeNames: [String: String]?
    var ExpressionAttributeValues: [String: AttributeValue]?
    var ReturnValues: String?

    init(
        _ table: String, _ condition: DynamoExpression?, item: DynamoItem? = nil, key: DynamoItem? = nil, update: DynamoExpression? = nil
    ) {
        TableName = table
        Item = item
        Key = key
        UpdateExpression = update?.text
        ConditionExpression = condition?.text
        let parts = [update, condition].compactMap { $0 }
        ExpressionAttributeNames = DynamoExpression.united(parts.map(\.names))
        ExpressionAttributeValues = DynamoExpression.united(parts.map(\.values))
    }
}

extension DynamoExpression {
    /// Nil where there is none, as DynamoDB refuses an empty map.
    static func united<Value>(_ maps: [[String: Value]]) -> [String: Value]? {
        let all = maps.reduce(into: [:]) { $0.merge($1) { $1 } }
        return all.isEmpty ? nil : all
    }
}
