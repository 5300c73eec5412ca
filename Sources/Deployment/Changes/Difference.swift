import AWS

/// What would be done to one resource.
package struct Difference: Sendable, Equatable, Encodable {
    package enum Kind: String, Sendable, Encodable {
        case added, changed, replaced, removed, imported
        /// CloudFormation knows only when it does it.
        case perhapsReplaced = "perhaps_replaced"
    }

    /// Where in the deployment: `Runs/Table`.
    package let resource: String
    package let type: String
    package let kind: Kind
    /// Those that change.
    package let properties: [String]
    /// What goes from the stack stays in the account.
    package let isKept: Bool
    package let physicalID: String?

    enum CodingKeys: String, CodingKey {
        case resource, type, kind, properties
        case isKept = "kept"
        case physicalID = "physical_id"
    }

    /// What cannot be made anew once it is gone.
    package static let dataTypes: Set = [
        "AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::ECR::Repository", "AWS::SecretsManager::Secret",
    ]

    package var holdsData: Bool { Self.dataTypes.contains(type) }
    /// The deployment would go on without what is in it.
    package var losesData: Bool { holdsData && (kind == .replaced || kind == .removed) }
}

extension Difference {
    init(_ change: ResourceChange, resource: String) {
        let kind: Kind =
            switch (change.action, change.replacement) {
            case ("Add", _): .added
            case ("Remove", _): .removed
            case ("Import", _): .imported
            case (_, .yes): .replaced
            case (_, .perhaps): .perhapsReplaced
            case (_, .no): .changed
            }
        self.init(
            resource: resource, type: change.type, kind: kind, properties: change.properties,
            isKept: change.policy?.hasSuffix("Retain") ?? false, physicalID: change.physicalID)
    }
}
