import FoundationEssentials

/// Change sets: what would be done to a stack, and doing it.
extension CloudFormation {
    /// Begins to make a change set, and with it, where `isNew`, a stack in REVIEW_IN_PROGRESS.
    ///
    /// - Returns: the ids of the two.
    package func createChangeSet(_ wanted: WantedChange) async throws -> (changeSet: String, stack: String) {
        try await client.send(AWSRequest(.cloudFormation, "CreateChangeSet", form: wanted.form)) {
            let result = try $0.xml().required("CreateChangeSetResult")
            return (try result.required("Id").text, try result.required("StackId").text)
        }
    }

    /// A change set as it is now, with all pages of its changes.
    ///
    /// - Parameter stack: nil where `id` is a change set's id and no name.
    package func changeSet(_ id: String, of stack: String? = nil) async throws -> ChangeSet {
        var found: ChangeSet?
        var token: String?
        repeat {
            var form = [(name: "ChangeSetName", value: id)]
            if let stack { form.append((name: "StackName", value: stack)) }
            if let token { form.append((name: "NextToken", value: token)) }
            let page = try await client.send(AWSRequest(.cloudFormation, "DescribeChangeSet", form: form)) {
                let result = try $0.xml().required("DescribeChangeSetResult")
                return (changes: try ChangeSet(result), next: result.filled("NextToken"))
            }
            var sum = page.changes
            sum.changes = (found?.changes ?? []) + sum.changes
            found = sum
            token = page.next
        } while token != nil
        guard let found else { throw CancellationError() }
        return found
    }

    /// - Parameter token: the events of what follows carry it; the same one again begins nothing new.
    package func execute(changeSet id: String, of stack: String, token: String) async throws {
        let request = AWSRequest(
            .cloudFormation, "ExecuteChangeSet",
            form: [
                (name: "ChangeSetName", value: id), (name: "StackName", value: stack), (name: "ClientRequestToken", value: token),
            ])
        try await client.send(request) { _ in }
    }

    package func delete(changeSet id: String, of stack: String) async throws {
        let request = AWSRequest(
            .cloudFormation, "DeleteChangeSet", form: [(name: "ChangeSetName", value: id), (name: "StackName", value: stack)])
        try await client.send(request) { _ in }
    }
}

/// A change set that is to be made.
package struct WantedChange: Sendable, Equatable {
    package enum Value: Sendable, Equatable {
        case given(String)
        /// What the stack has.
        case previous
    }

    /// `[a-zA-Z][-a-zA-Z0-9]*`; also the token that keeps a call that is made twice from doing things twice.
    package var name: String
    package var stack: String
    /// Whether there is no stack yet.
    package var isNew: Bool
    package var template: TemplateText
    package var parameters: [(name: String, value: Value)]
    /// Whether nested stacks are looked into.
    package var isDeep: Bool
    /// Takes resources that are there already, under the names that the template gives them, into the stack.
    package var importsExisting = false

    package init(
        name: String, stack: String, isNew: Bool, template: TemplateText, parameters: [(name: String, value: Value)], isDeep: Bool,
        importsExisting: Bool = false
    ) {
        self.name = name
        self.stack = stack
        self.isNew = isNew
        self.template = template
        self.parameters = parameters
        self.isDeep = isDeep
        self.importsExisting = importsExisting
    }

    package static func == (one: Self, other: Self) -> Bool {
        one.form.elementsEqual(other.form) { $0.name == $1.name && $0.value == $1.value }
    }

    fileprivate var form: [(name: String, value: String)] {
        var form = [
            (name: "ChangeSetName", value: name), (name: "ClientToken", value: name), (name: "StackName", value: stack),
            (name: "ChangeSetType", value: isNew ? "CREATE" : "UPDATE"), template.field,
            // For roles without names of their own, which is all that the templates make.
            (name: "Capabilities.member.1", value: "CAPABILITY_IAM"),
        ]
        for (index, parameter) in parameters.enumerated() {
            let place = "Parameters.member.\(index + 1)"
            form.append((name: "\(place).ParameterKey", value: parameter.name))
            switch parameter.value {
            case .given(let text): form.append((name: "\(place).ParameterValue", value: text))
            case .previous: form.append((name: "\(place).UsePreviousValue", value: "true"))
            }
        }
        if isDeep { form.append((name: "IncludeNestedStacks", value: "true")) }
        if importsExisting { form.append((name: "ImportExistingResources", value: "true")) }
        return form
    }
}

/// What would be done to one stack.
package struct ChangeSet: Sendable, Equatable {
    /// `CREATE_PENDING`, `CREATE_IN_PROGRESS`, `CREATE_COMPLETE`, `FAILED`, …
    package var status: String
    package var reason: String?
    package var stack: String
    package var changes: [ResourceChange]

    init(_ result: XMLElement) throws {
        status = try result.required("Status").text
        reason = result.filled("StatusReason")
        stack = result.filled("StackName") ?? result.filled("StackId") ?? ""
        changes = try result["Changes"]?.all("member").compactMap { try $0["ResourceChange"].map(ResourceChange.init) } ?? []
    }

    /// Nothing would be done: CloudFormation calls that a failure.
    package var isEmpty: Bool {
        guard status == "FAILED", let reason else { return false }
        return reason.contains("didn't contain changes") || reason.contains("No updates are to be performed")
    }
}

/// What would be done to one resource.
package struct ResourceChange: Sendable, Equatable {
    package enum Replacement: String, Sendable { case yes = "True", no = "False", perhaps = "Conditional" }

    /// `Add`, `Modify`, `Remove`, `Import`, `Dynamic`
    package var action: String
    package var name: String
    package var type: String
    package var physicalID: String?
    package var replacement: Replacement
    /// `Delete`, `Retain`, `Snapshot`, `ReplaceAndDelete`, `ReplaceAndRetain`, … of what goes.
    package var policy: String?
    /// The properties that change.
    package var properties: [String]
    /// Of a nested stack, where it was looked into.
    package var changeSet: String?

    init(_ element: XMLElement) throws {
        action = try element.required("Action").text
        name = try element.required("LogicalResourceId").text
        type = try element.required("ResourceType").text
        physicalID = element.filled("PhysicalResourceId")
        replacement = element.filled("Replacement").flatMap(Replacement.init) ?? .no
        policy = element.filled("PolicyAction")
        changeSet = element.filled("ChangeSetId")
        var found: [String] = []
        for detail in element["Details"]?.all("member") ?? [] {
            guard let target = detail["Target"] else { continue }
            let property = target.filled("Name") ?? target.filled("Attribute") ?? ""
            if !property.isEmpty, !found.contains(property) { found.append(property) }
        }
        properties = found
    }
}
