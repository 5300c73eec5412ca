package import FoundationEssentials

/// A stack as it is now.
package struct Stack: Sendable, Equatable {
    package var id: String
    package var name: String
    /// `CREATE_COMPLETE`, `UPDATE_ROLLBACK_IN_PROGRESS`, …
    package var status: String
    package var reason: String?
    /// Of a nested stack, the one that it is part of.
    package var parent: String?
    /// What `NoEcho` hides is `****` here.
    package var parameters: [String: String]
    package var outputs: [String: String]
    package var updated: Date?

    init(_ element: XMLElement) throws {
        id = try element.required("StackId").text
        name = try element.required("StackName").text
        status = try element.required("StackStatus").text
        reason = element.filled("StackStatusReason")
        parent = element.filled("ParentId")
        parameters = try Self.pairs(element["Parameters"], "ParameterKey", "ParameterValue")
        outputs = try Self.pairs(element["Outputs"], "OutputKey", "OutputValue")
        updated = (element.filled("LastUpdatedTime") ?? element.filled("CreationTime")).flatMap(AWSDate.iso8601)
    }

    private static func pairs(_ list: XMLElement?, _ key: String, _ value: String) throws -> [String: String] {
        var found: [String: String] = [:]
        for member in list?.all("member") ?? [] { found[try member.required(key).text] = member[value]?.text ?? "" }
        return found
    }

    /// Something is being done to it.
    package var isBusy: Bool { status.hasSuffix("_IN_PROGRESS") && status != "REVIEW_IN_PROGRESS" }
    /// A change set was made for it, and nothing else yet.
    package var isEmpty: Bool { status == "REVIEW_IN_PROGRESS" }
    package var isGone: Bool { status == "DELETE_COMPLETE" }
}

/// Something that has happened to a resource, or to the stack itself.
package struct StackEvent: Sendable, Equatable {
    package var id: String
    package var stack: String
    /// As AWS writes it: `2026-01-02T03:04:05.678Z`; in the order of time also as text.
    package var time: String
    package var name: String
    package var physicalID: String?
    package var type: String
    package var status: String
    package var reason: String?

    init(_ element: XMLElement) throws {
        id = try element.required("EventId").text
        stack = try element.required("StackId").text
        time = try element.required("Timestamp").text
        name = try element.required("LogicalResourceId").text
        physicalID = element.filled("PhysicalResourceId")
        type = try element.required("ResourceType").text
        status = try element.required("ResourceStatus").text
        reason = element.filled("ResourceStatusReason")
    }

    package static let stackType = "AWS::CloudFormation::Stack"

    /// Of the stack as a whole, not of a resource in it.
    package var isOfStack: Bool { type == Self.stackType && physicalID == stack }
}

/// A resource that a stack has.
package struct StackResource: Sendable, Equatable {
    package var name: String
    package var type: String
    package var physicalID: String?
    package var status: String

    init(_ element: XMLElement) throws {
        name = try element.required("LogicalResourceId").text
        type = try element.required("ResourceType").text
        physicalID = element.filled("PhysicalResourceId")
        status = element.filled("ResourceStatus") ?? ""
    }
}
