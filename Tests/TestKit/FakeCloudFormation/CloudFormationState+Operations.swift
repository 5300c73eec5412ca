import Foundation

extension CloudFormationState {
    mutating func answer(_ operation: String, _ form: [String: String]) throws -> String {
        switch operation {
        case "DescribeStacks": try describe(form)
        case "ListStackResources": try resources(form)
        case "DescribeStackEvents": try events(form)
        case "ValidateTemplate": "<Parameters/>"
        case "CreateChangeSet": try create(form)
        case "DescribeChangeSet": try changeSet(form)
        case "ExecuteChangeSet": try execute(form)
        case "DeleteChangeSet": drop(form)
        case "DeleteStack": delete(form)
        default: throw CloudFormationFailure(400, "InvalidAction", "Could not find operation \(operation)")
        }
    }

    /// From a name or an id.
    private func name(_ text: String?) -> String {
        let text = text ?? ""
        return text.hasPrefix("arn:") ? String(text.split(separator: "/").dropFirst().first ?? "") : text
    }

    private func missing(_ form: [String: String]) -> CloudFormationFailure {
        CloudFormationFailure(400, "ValidationError", "Stack with id \(form["StackName"] ?? "") does not exist")
    }

    private func describe(_ form: [String: String]) throws -> String {
        guard form["StackName"] != nil else {
            // A page each, so that whoever lists has to go on.
            let all = stacks.sorted { $0.key < $1.key }
            let start = Int(form["NextToken"] ?? "") ?? 0
            let items = all.dropFirst(start).prefix(pageSize).map { member($0.key, $0.value) }
            let next = start + pageSize < all.count ? "<NextToken>\(start + pageSize)</NextToken>" : ""
            return "<Stacks>\(items.joined())</Stacks>\(next)"
        }
        guard let stack = stacks[name(form["StackName"])] else { throw missing(form) }
        return "<Stacks>\(member(name(form["StackName"]), stack))</Stacks>"
    }

    private func member(_ name: String, _ stack: FakeStack) -> String {
        func pairs(_ kind: String, _ values: [String: String]) -> String {
            let members = values.sorted { $0.key < $1.key }.map {
                "<member><\(kind)Key>\($0.key)</\(kind)Key><\(kind)Value>\($0.value)</\(kind)Value></member>"
            }
            return "<\(kind)s>\(members.joined())</\(kind)s>"
        }
        let parent = stack.parent.map { "<ParentId>\(FakeCloudFormation.id($0))</ParentId>" } ?? ""
        return "<member><StackId>\(FakeCloudFormation.id(name))</StackId><StackName>\(name)</StackName>\(parent)"
            + "<StackStatus>\(stack.status)</StackStatus><CreationTime>2026-01-02T03:04:05.678Z</CreationTime>"
            + pairs("Parameter", stack.parameters) + pairs("Output", stack.outputs) + "</member>"
    }

    private func resources(_ form: [String: String]) throws -> String {
        guard let stack = stacks[name(form["StackName"])] else { throw missing(form) }
        let items = stack.resources.map {
            "<member><LogicalResourceId>\($0.name)</LogicalResourceId><PhysicalResourceId>\($0.id)</PhysicalResourceId>"
                + "<ResourceType>\($0.type)</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>"
        }
        return "<StackResourceSummaries>\(items.joined())</StackResourceSummaries>"
    }

    private mutating func events(_ form: [String: String]) throws -> String {
        let name = name(form["StackName"])
        if form["NextToken"] == nil, !(coming[name] ?? []).isEmpty { happen(coming[name]!.removeFirst()) }
        let isByID = form["StackName"]?.hasPrefix("arn:") == true
        guard let stack = stacks[name] ?? (isByID ? gone[name] : nil) else { throw missing(form) }
        let all = Array(stack.events.reversed())
        let start = Int(form["NextToken"] ?? "") ?? 0
        let items = all.dropFirst(start).prefix(pageSize).map { event in
            let isStack = event.type == "AWS::CloudFormation::Stack"
            let physical = isStack ? FakeCloudFormation.id(event.resource) : "physical-\(event.resource)"
            let reason = event.reason.map { "<ResourceStatusReason>\($0)</ResourceStatusReason>" } ?? ""
            return "<member><EventId>\(event.id)</EventId><StackId>\(FakeCloudFormation.id(event.stack))</StackId>"
                + "<Timestamp>\(event.time)</Timestamp><LogicalResourceId>\(event.resource)</LogicalResourceId>"
                + "<PhysicalResourceId>\(physical)</PhysicalResourceId><ResourceType>\(event.type)</ResourceType>"
                + "<ResourceStatus>\(event.status)</ResourceStatus>\(reason)</member>"
        }
        let next = start + pageSize < all.count ? "<NextToken>\(start + pageSize)</NextToken>" : ""
        return "<StackEvents>\(items.joined())</StackEvents>\(next)"
    }

    private mutating func create(_ form: [String: String]) throws -> String {
        let stack = form["StackName"] ?? ""
        let isNew = form["ChangeSetType"] == "CREATE"
        let old = stacks[stack]
        guard isNew == (old == nil || old?.status == "REVIEW_IN_PROGRESS") else {
            throw CloudFormationFailure(
                400, "ValidationError", "Stack [\(stack)] is in \(old?.status ?? "no") state and can not be updated.")
        }
        var parameters: [String: String] = [:]
        for index in 1...200 {
            guard let key = form["Parameters.member.\(index).ParameterKey"] else { break }
            parameters[key] = form["Parameters.member.\(index).ParameterValue"] ?? old?.parameters[key]
        }
        if old == nil {
            stacks[stack] = FakeStack("REVIEW_IN_PROGRESS")
            happen(.stack(stack, "REVIEW_IN_PROGRESS", "User Initiated"))
        }
        let id = "arn:aws:cloudformation:us-east-1:123456789012:changeSet/\(form["ChangeSetName"] ?? "")/\(stack)"
        changeSets[id] = FakeChangeSet(stack: stack, parameters: parameters, isNew: isNew, isDeep: form["IncludeNestedStacks"] == "true")
        return "<Id>\(id)</Id><StackId>\(FakeCloudFormation.id(stack))</StackId>"
    }

    private mutating func changeSet(_ form: [String: String]) throws -> String {
        let id = form["ChangeSetName"] ?? ""
        // A nested one is known by its stack's name.
        guard let stack = changeSets[id]?.stack ?? (id.hasPrefix("nested/") ? String(id.dropFirst(7)) : nil) else {
            throw CloudFormationFailure(404, "ChangeSetNotFound", "ChangeSet [\(id)] does not exist")
        }
        let isDeep = changeSets[id]?.isDeep == true
        if let refusal = refusals[stack] ?? (isDeep ? deepRefusals[stack] : nil) {
            return "<StackName>\(stack)</StackName><Status>FAILED</Status><StatusReason>\(refusal)</StatusReason>"
        }
        let all = changes[stack] ?? [FakeChange("Add", "Thing", "AWS::SNS::Topic")]
        let start = Int(form["NextToken"] ?? "") ?? 0
        let items = all.dropFirst(start).prefix(pageSize).map { change in
            let details = change.properties.map {
                "<member><Target><Attribute>Properties</Attribute><Name>\($0)</Name></Target></member>"
            }
            return "<member><Type>Resource</Type><ResourceChange><Action>\(change.action)</Action>"
                + "<LogicalResourceId>\(change.name)</LogicalResourceId><ResourceType>\(change.type)</ResourceType>"
                + (change.action == "Add" ? "" : "<PhysicalResourceId>\(physical(change))</PhysicalResourceId>")
                + (change.replacement.map { "<Replacement>\($0)</Replacement>" } ?? "")
                + (change.policy.map { "<PolicyAction>\($0)</PolicyAction>" } ?? "")
                + ((id.hasPrefix("nested/") || isDeep ? change.nested : nil).map { "<ChangeSetId>nested/\($0)</ChangeSetId>" } ?? "")
                + "<Details>\(details.joined())</Details></ResourceChange></member>"
        }
        let next = start + pageSize < all.count ? "<NextToken>\(start + pageSize)</NextToken>" : ""
        return "<StackName>\(stack)</StackName><Status>CREATE_COMPLETE</Status><Changes>\(items.joined())</Changes>\(next)"
    }

    private func physical(_ change: FakeChange) -> String {
        change.type == "AWS::CloudFormation::Stack" ? FakeCloudFormation.id(change.name) : "physical-\(change.name)"
    }

    private mutating func execute(_ form: [String: String]) throws -> String {
        guard let set = changeSets.removeValue(forKey: form["ChangeSetName"] ?? "") else {
            throw CloudFormationFailure(404, "ChangeSetNotFound", "ChangeSet does not exist")
        }
        stacks[set.stack]?.parameters = set.parameters
        failures.merge(laterFailures) { $0 + $1 }
        laterFailures = [:]
        begin(set.stack, set.isNew ? "CREATE" : "UPDATE")
        // The artefact bucket's stack makes its bucket.
        if set.stack.hasSuffix("-artefacts") {
            let bucket = "\(set.stack.dropLast("-artefacts".count))-bunsen-\(FakeCloudFormation.account)-\(FakeCloudFormation.region)"
            buckets[bucket] = buckets[bucket] ?? [:]
        }
        return ""
    }

    private mutating func drop(_ form: [String: String]) -> String {
        changeSets[form["ChangeSetName"] ?? ""] = nil
        return ""
    }

    private mutating func delete(_ form: [String: String]) -> String {
        let name = name(form["StackName"])
        guard let stack = stacks[name] else { return "" }
        if stack.status == "REVIEW_IN_PROGRESS" {
            stacks[name] = nil
        } else {
            begin(name, "DELETE")
        }
        return ""
    }
}
