import AWS
import Foundation

/// What is to be deployed.
package struct DeploymentPlan: Sendable {
    package let templates: TemplateSet
    package let function: FunctionPackage
    package let overrides: Overrides

    package init(templates: TemplateSet, function: FunctionPackage, overrides: Overrides) {
        self.templates = templates
        self.function = function
        self.overrides = overrides
    }
}

extension Deployment {
    /// Makes the deployment as planned, or changes it into that; what is so already stays.
    ///
    /// - Parameter replacesData: also where a table or a bucket would be replaced or removed by it.
    /// - Returns: the outputs of the deployment.
    /// - Throws: ``DeploymentError``, `AWSError`, `CancellationError`; what was begun goes on without the caller.
    package func up(_ plan: DeploymentPlan, replacesData: Bool) async throws -> [String: String] {
        try await makeArtefacts(plan)
        try await upload(plan)
        let stack = try await settled(names.root)
        tell(.begins(stack: names.root, stack == nil ? "is made" : "is compared"))
        let given = try await given(plan, on: stack)
        guard !isSo(given, stack) else {
            tell(.note("\(names.root) is as it should be"))
            return stack?.outputs ?? [:]
        }
        if let stack, !replacesData, let seen = try await look(plan, given, on: stack) { try refuse(seen) }
        if let change = try await prepare(try wanted(plan, given, on: stack, isDeep: false)) {
            try await execute(change)
        } else {
            tell(.note("\(names.root) is as it should be"))
        }
        return try await cloud.stack(names.root)?.outputs ?? [:]
    }

    /// What would be done, the artefact bucket's part first. Leaves nothing behind but uploaded templates.
    ///
    /// - Returns: nil where there is no artefact bucket yet, so that CloudFormation cannot be asked.
    package func diff(_ plan: DeploymentPlan) async throws -> [Difference]? {
        guard try await s3.hasBucket(bucket) else { return nil }
        try await upload(plan)
        var found: [Difference] = []
        if let change = try await prepare(try await wantedArtefacts(plan)) {
            try await discard(change.id, of: change.stackID, isNew: change.isNew)
            found += change.differences
        }
        let stack = try await resting(names.root)
        let given = try await given(plan, on: stack)
        guard !isSo(given, stack) else { return found }
        return found + (try await look(plan, given, on: stack) ?? [])
    }

    /// What a change of the deployment would do; nothing is done.
    ///
    /// Nested stacks are looked into by a change set that is not executed: where a nested stack has a value of another one,
    /// CloudFormation can fail to make such a change set, and the same one without nested stacks can be made
    /// (https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/759).
    ///
    /// - Returns: nil where nothing would be done.
    private func look(_ plan: DeploymentPlan, _ given: [String: String], on stack: Stack?) async throws -> [Difference]? {
        let change: PreparedChange?
        do {
            change = try await prepare(try wanted(plan, given, on: stack, isDeep: stack != nil))
        } catch let error as DeploymentError where error.code == "change_refused" && stack != nil {
            tell(.note("nested stacks are not looked into: \(error.message)"))
            change = try await prepare(try wanted(plan, given, on: stack, isDeep: false))
        }
        guard let change else { return nil }
        try await discard(change.id, of: change.stackID, isNew: change.isNew)
        return change.differences
    }

    /// A stack that can be compared with; nothing is done to it.
    private func resting(_ name: String) async throws -> Stack? {
        guard let stack = try await cloud.stack(name), !stack.isEmpty else { return nil }
        guard !stack.isBusy, !["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"].contains(stack.status) else {
            throw DeploymentError(
                .failed, code: "stack_stuck", "The stack \(name) cannot be compared with anything now (\(stack.status)).",
                remedy: "`bunsen deploy status` says how it stands; `bunsen deploy up` waits for it, or makes it anew.")
        }
        return stack
    }

    private func makeArtefacts(_ plan: DeploymentPlan) async throws {
        let stack = try await settled(names.artefacts)
        tell(.begins(stack: names.artefacts, stack == nil ? "is made" : "is compared"))
        guard let change = try await prepare(try await wantedArtefacts(plan, stack: stack)) else {
            return tell(.note("\(names.artefacts) is as it should be"))
        }
        try await execute(change)
    }

    private func wantedArtefacts(_ plan: DeploymentPlan) async throws -> WantedChange {
        try await wantedArtefacts(plan, stack: try await resting(names.artefacts))
    }

    private func wantedArtefacts(_ plan: DeploymentPlan, stack: Stack?) async throws -> WantedChange {
        let template = try plan.templates.template(TemplateSet.artefacts)
        // A bucket that a removed deployment has left is taken over.
        let isLeft = stack == nil ? try await s3.hasBucket(bucket) : false
        if isLeft { tell(.note("the bucket \(bucket) is there already and is taken over")) }
        return WantedChange(
            name: token(), stack: names.artefacts, isNew: stack == nil, template: .body(template.text),
            parameters: [("Prefix", .given(names.prefix)), ("Environment", .given(names.environment))], isDeep: false,
            importsExisting: isLeft)
    }

    /// The deployment is as it is asked to be: what templates and package hold is part of where they lie.
    private func isSo(_ given: [String: String], _ stack: Stack?) -> Bool {
        guard let stack, stack.status.hasSuffix("_COMPLETE") else { return false }
        return given.allSatisfy { stack.parameters[$0.key] == $0.value }
    }

    /// The parameters that have a value of their own.
    private func given(_ plan: DeploymentPlan, on stack: Stack?) async throws -> [String: String] {
        let template = try plan.templates.template(TemplateSet.root)
        var given = plan.overrides.values
        given["Prefix"] = names.prefix
        given["Environment"] = names.environment
        given["TemplatesPath"] = plan.templates.path
        given["CodeKey"] = plan.function.key
        given["Architecture"] = plan.function.architecture
        if stack == nil, given["RemoteBucket"] == nil, template.parameter("RemoteBucket") != nil {
            // It holds results: a deployment in the place of a former one goes on with them.
            let left = names.remotes(account: account, region: region)
            if try await s3.hasBucket(left) {
                tell(.note("the bucket \(left) is there already: RemoteBucket names it"))
                given["RemoteBucket"] = left
            }
        }
        if stack == nil, given["MakeJobLogs"] == nil, template.parameter("MakeJobLogs") != nil,
            try await CloudWatchLogs(client).hasGroup(names.jobLogs)
        {
            tell(.note("the log group \(names.jobLogs) is there already and stays"))
            given["MakeJobLogs"] = "no"
        }
        return given
    }

    private func wanted(_ plan: DeploymentPlan, _ given: [String: String], on stack: Stack?, isDeep: Bool) throws -> WantedChange {
        let template = try plan.templates.template(TemplateSet.root)
        return WantedChange(
            name: token(), stack: names.root, isNew: stack == nil, template: .url(url("\(plan.templates.path)/\(TemplateSet.root)")),
            parameters: Self.parameters(of: template, given: given, stack: stack), isDeep: isDeep)
    }

    /// What is named has its value, all else what the stack has, or else the template's default.
    static func parameters(of template: Template, given: [String: String], stack: Stack?) -> [(name: String, value: WantedChange.Value)] {
        template.parameters.compactMap { parameter in
            if let value = given[parameter.name] { return (parameter.name, .given(value)) }
            return stack?.parameters[parameter.name] == nil ? nil : (parameter.name, .previous)
        }
    }

    /// - Throws: ``DeploymentError`` where data would be given up.
    func refuse(_ differences: [Difference]) throws {
        let lost = differences.filter(\.losesData)
        guard !lost.isEmpty else { return }
        let list = lost.map { "\($0.resource) (\($0.physicalID ?? $0.type)) would be \($0.kind.rawValue)" }.joined(separator: "; ")
        throw DeploymentError(
            .refused, code: "data_at_stake", "Nothing was changed, as the deployment would go on without data that it has: \(list).",
            remedy: "`bunsen deploy diff` shows all of it; --replace-data does it all the same.")
    }

    /// Brings what is not there yet into the artefact bucket.
    private func upload(_ plan: DeploymentPlan) async throws {
        for (name, template) in plan.templates.templates.sorted(by: { $0.key < $1.key }) {
            let key = "\(plan.templates.path)/\(name)"
            let isThere = try await s3.head(key, in: bucket)?.length == template.bytes
            if !isThere { try await s3.put(Data(template.text.utf8), to: key, in: bucket, contentType: "application/yaml") }
            tell(.uploaded(key: key, bytes: template.bytes, isThere: isThere))
        }
        let function = plan.function
        let isThere = try await s3.head(function.key, in: bucket)?.length == function.size
        if !isThere { try await s3.put(file: function.path, to: function.key, in: bucket, contentType: "application/zip") }
        tell(.uploaded(key: function.key, bytes: function.size, isThere: isThere))
    }
}
