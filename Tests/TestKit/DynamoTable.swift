import Foundation

/// The service's table on an emulator, as the templates make it.
package enum DynamoTable {
    /// - Parameter address: of ``MotoServer``.
    package static func make(_ name: String, at address: String) async throws {
        let definition = """
            {"TableName": "\(name)", "BillingMode": "PAY_PER_REQUEST",
             "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
             "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "sk", "AttributeType": "S"},
                {"AttributeName": "shelf", "AttributeType": "S"}, {"AttributeName": "since", "AttributeType": "S"}],
             "GlobalSecondaryIndexes": [{"IndexName": "shelves", "Projection": {"ProjectionType": "ALL"},
                "KeySchema": [{"AttributeName": "shelf", "KeyType": "HASH"}, {"AttributeName": "since", "KeyType": "RANGE"}]}]}
            """
        try await Program.run([
            "curl", "-sSf", "-o", "/dev/null", "-H", "X-Amz-Target: DynamoDB_20120810.CreateTable",
            "-H", "Authorization: AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/dynamodb/aws4_request",
            "-H", "Content-Type: application/x-amz-json-1.0", "-d", definition, address,
        ])
    }
}
