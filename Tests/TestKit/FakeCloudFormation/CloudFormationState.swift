package import Foundation

/// A stack of the fake.
package struct FakeStack: Sendable {
    package var status: String
    package var parameters: [String: String]
    package var outputs: [String: String]
    package var parent: String?
    /// (name, type, physical id)
    package var resources: [FakeResource]
    /// The oldest first.
    package var events: [FakeStackEvent] = []

    package init(
        _ status: String, parameters: [String: String] = [:], outputs: [String: String] = [:], parent: String? = nil,
        resources: [FakeResource] = []
    ) {
        self.status = status
        self.parameters = parameters
        self.outputs = outputs
        self.parent = parent
        self.resources = resources
    }
}

package struct FakeResource: Sendable {
    let name: String
    let type: String
    let id: String

    package init(_ name: String, _ type: String, _ id: String) {
        self.name = name
        self.type = type
        self.id = id
    }
}

/// Something that happens to a resource of a stack, or to the stack itself where both names are one.
package struct FakeStackEvent: Sendable {
    let stack: String
    let resource: String
    let type: String
    let status: String
    let reason: String?
    var id = ""
    var time = ""

    package init(_ stack: String, _ resource: String, _ type: String, _ status: String, _ reason: String? = nil) {
        self.stack = stack
        self.resource = resource
        self.type = type
        self.status = status
        self.reason = reason
    }

    /// Of a stack as a whole, or of one nested in it.
    package static func stack(_ stack: String, nested: String? = nil, _ status: String, _ reason: String? = nil) -> FakeStackEvent {
        FakeStackEvent(stack, nested ?? stack, "AWS::CloudFormation::Stack", status, reason)
    }
}

/// What would change in a resource.
package struct FakeChange: Sendable {
    var action: String
    var name: String
    var type: String
    var replacement: String?
    var policy: String?
    var properties: [String]
    /// Of a nested stack: the stack whose change set it is.
    var nested: String?

    package init(
        _ action: String, _ name: String, _ type: String, replacement: String? = nil, policy: String? = nil, properties: [String] = [],
        nested: String? = nil
    ) {
        self.action = action
        self.name = name
        self.type = type
        self.replacement = replacement
        self.policy = policy
        self.properties = properties
        self.nested = nested
    }
}

package struct CloudFormationState: Sendable {
    /// By name.
    package var stacks: [String: FakeStack] = [:]
    /// Removed ones, whose events are found by their ids.
    package var gone: [String: FakeStack] = [:]
    /// What the next change sets of a stack say; without, one resource is added.
    package var changes: [String: [FakeChange]] = [:]
    /// Why the next change set of a stack fails.
    package var refusals: [String: String] = [:]
    /// The same, where it is to look into nested stacks.
    package var deepRefusals: [String: String] = [:]
    /// What happens once a change set of a stack is executed, or the stack is removed; without, that it is done.
    package var scripts: [String: [FakeStackEvent]] = [:]
    /// What has begun and not yet come to pass, by stack.
    package var coming: [String: [FakeStackEvent]] = [:]
    package var outputs: [String: [String: String]] = [:]
    /// Events on one page, and changes.
    package var pageSize = 100
    package var logGroups: [String] = []
    package var buckets: [String: [String: Data]] = [:]
    package var calls: [[String: String]] = []
    package var failures: [String: [CloudFormationFailure]] = [:]
    /// Those that calls meet from the next execution on.
    package var laterFailures: [String: [CloudFormationFailure]] = [:]
    /// (stack, parameters, whether it is new) by the change set's id.
    var changeSets: [String: FakeChangeSet] = [:]
    private var clock = 0

    struct FakeChangeSet: Sendable {
        var stack: String
        var parameters: [String: String]
        var isNew: Bool
        var isDeep: Bool
    }

    /// The next moment, as AWS writes it.
    mutating func tick() -> String {
        clock += 1
        let text = String(10_000_000 + clock * 25)
        return "2026-01-02T03:\(text.dropFirst(1).prefix(2)):\(text.dropFirst(3).prefix(2)).\(text.suffix(3))Z"
    }

    package mutating func happen(_ event: FakeStackEvent) {
        var event = event
        event.time = tick()
        event.id = "e\(clock)"
        if stacks[event.stack] == nil, gone[event.stack] == nil { stacks[event.stack] = FakeStack("CREATE_IN_PROGRESS", parent: "?") }
        stacks[event.stack]?.events.append(event)
        gone[event.stack]?.events.append(event)
        guard event.resource == event.stack, event.type == "AWS::CloudFormation::Stack" else { return }
        stacks[event.stack]?.status = event.status
        if event.status == "DELETE_COMPLETE", let stack = stacks.removeValue(forKey: event.stack) { gone[event.stack] = stack }
        if event.status.hasSuffix("_COMPLETE"), let outputs = outputs[event.stack] { stacks[event.stack]?.outputs = outputs }
    }

    mutating func begin(_ stack: String, _ verb: String) {
        let done: [FakeStackEvent] = [.stack(stack, "\(verb)_IN_PROGRESS", "User Initiated"), .stack(stack, "\(verb)_COMPLETE")]
        coming[stack] = scripts.removeValue(forKey: stack) ?? done
    }
}
