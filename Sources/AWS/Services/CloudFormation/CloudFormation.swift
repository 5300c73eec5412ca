import FoundationEssentials

/// CloudFormation: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/
///
/// Stacks are named or, where they may be gone, given by their id. All calls throw ``AWSError`` and `CancellationError`.
package struct CloudFormation: Sendable {
    let client: AWSClient

    package init(_ client: AWSClient) { self.client = client }

    /// Nil where there is no such stack. A stack that was removed is found by its id alone.
    package func stack(_ name: String) async throws -> Stack? {
        do {
            return try await stacks([(name: "StackName", value: name)]).first
        } catch let error as AWSError where error.code == "ValidationError" && error.message.contains("does not exist") {
            return nil
        }
    }

    /// All stacks of the region, nested ones too.
    package func stacks() async throws -> [Stack] { try await stacks([]) }

    private func stacks(_ form: [(name: String, value: String)]) async throws -> [Stack] {
        try await pages("DescribeStacks", form) { try $0["Stacks"]?.all("member").map(Stack.init) ?? [] }
    }

    /// What a stack has made, with what it has kept of resources that are gone from it.
    package func resources(of stack: String) async throws -> [StackResource] {
        try await pages("ListStackResources", [(name: "StackName", value: stack)]) {
            try $0["StackResourceSummaries"]?.all("member").map(StackResource.init) ?? []
        }
    }

    /// One page of what has happened to a stack, the newest first.
    package func events(of stack: String, after token: String? = nil) async throws -> (events: [StackEvent], next: String?) {
        var form = [(name: "StackName", value: stack)]
        if let token { form.append((name: "NextToken", value: token)) }
        return try await client.send(AWSRequest(.cloudFormation, "DescribeStackEvents", form: form)) {
            let result = try $0.xml().required("DescribeStackEventsResult")
            return (try result["StackEvents"]?.all("member").map(StackEvent.init) ?? [], result.filled("NextToken"))
        }
    }

    /// Asks whether a template is one, and gives the names of its parameters.
    package func validate(_ template: TemplateText) async throws -> [String] {
        let request = AWSRequest(.cloudFormation, "ValidateTemplate", form: [template.field])
        return try await client.send(request) {
            try $0.xml().required("ValidateTemplateResult")["Parameters"]?.all("member").map { try $0.required("ParameterKey").text } ?? []
        }
    }

    /// Begins to remove a stack; one that is not there is removed already.
    ///
    /// - Parameter token: marks the removal's events; the same one again begins nothing new.
    package func delete(_ stack: String, token: String) async throws {
        let request = AWSRequest(
            .cloudFormation, "DeleteStack",
            form: [(name: "StackName", value: stack), (name: "ClientRequestToken", value: token)])
        try await client.send(request) { _ in }
    }

    /// All pages of a list.
    func pages<T>(
        _ operation: String, _ form: [(name: String, value: String)], _ read: (XMLElement) throws -> [T]
    ) async throws -> [T] {
        var found: [T] = []
        var token: String?
        repeat {
            let further = token.map { [(name: "NextToken", value: $0)] } ?? []
            let request = AWSRequest(.cloudFormation, operation, form: form + further)
            let page = try await client.send(request) {
                let result = try $0.xml().required("\(operation)Result")
                return (items: try read(result), next: result.filled("NextToken"))
            }
            found += page.items
            token = page.next
        } while token != nil
        return found
    }
}

/// Where CloudFormation has a template from.
package enum TemplateText: Sendable, Equatable {
    /// At most ``longestBody`` bytes.
    case body(String)
    /// In S3, at most a megabyte.
    case url(String)

    /// Bytes: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    package static let longestBody = 51_200

    var field: (name: String, value: String) {
        switch self {
        case .body(let text): (name: "TemplateBody", value: text)
        case .url(let url): (name: "TemplateURL", value: url)
        }
    }
}

extension XMLElement {
    /// A child's text; nil where it is missing or empty.
    func filled(_ name: String) -> String? { self[name].flatMap { $0.text.isEmpty ? nil : $0.text } }
}
