import Foundation

extension FakeBatch {
    static var milliseconds: Int { Int(Date().timeIntervalSince1970 * 1000) }

    func answer(_ operation: String, _ question: JSON, size: Int) throws -> JSON {
        switch operation {
        case "SubmitJob": try submit(question, size: size)
        case "DescribeJobs": try describe(question)
        case "ListJobs": try list(question)
        case "TerminateJob": try terminate(question)
        case "CancelJob": try terminate(question, onlyWaiting: true)
        case "DescribeJobQueues":
            withState { ["jobQueues": question["jobQueues"]?.list.contains(.text(Self.queue)) == true ? [$0.queue] : []] }
        case "DescribeComputeEnvironments": withState { ["computeEnvironments": [$0.environment]] }
        case "DescribeJobDefinitions": try definitions(question)
        case "GetLogEvents": try events(question)
        default: throw BatchRefusal("unknown", code: "UnknownOperationException")
        }
    }

    private func submit(_ question: JSON, size: Int) throws -> JSON {
        try Self.check(
            question,
            [
                "jobName", "jobQueue", "shareIdentifier", "schedulingPriorityOverride", "arrayProperties", "dependsOn", "jobDefinition",
                "parameters", "containerOverrides", "retryStrategy", "propagateTags", "timeout", "tags",
            ], required: ["jobName", "jobQueue", "jobDefinition"])
        guard size <= 30 * 1024 else { throw BatchRefusal("Request payload size exceeds 30 KiB") }
        let name = question["jobName"]?.text ?? ""
        guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9_-]{0,127}/) != nil else {
            throw BatchRefusal("Job name should match valid pattern")
        }
        guard question["jobQueue"]?.text == Self.queue else {
            throw BatchRefusal("Job Queue \(question["jobQueue"]?.text ?? "") does not exist")
        }
        guard withState({ $0.queue["state"] }) == "ENABLED" else { throw BatchRefusal("Job Queue is in DISABLED state") }
        if let attempts = question["retryStrategy"]?["attempts"]?.number, !(1...10).contains(attempts) {
            throw BatchRefusal("retryStrategy attempts must be between 1 and 10")
        }
        if let size = question["arrayProperties"]?["size"]?.number, !(2...10_000).contains(size) {
            throw BatchRefusal("Array size must be between 2 and 10000")
        }
        if let timeout = question["timeout"]?["attemptDurationSeconds"]?.number, timeout < 60 {
            throw BatchRefusal("Job attempt duration must be at least 60 seconds")
        }
        if let rules = question["retryStrategy"]?["evaluateOnExit"]?.list {
            guard rules.count <= 5, rules.allSatisfy({ ["RETRY", "EXIT"].contains($0["action"]?.text?.uppercased()) }) else {
                throw BatchRefusal("evaluateOnExit is not valid")
            }
        }
        let overrides = question["containerOverrides"] ?? [:]
        try Self.check(overrides, ["vcpus", "memory", "command", "environment", "resourceRequirements", "instanceType"])
        for requirement in overrides["resourceRequirements"]?.list ?? [] {
            guard ["VCPU", "MEMORY", "GPU"].contains(requirement["type"]?.text), let value = requirement["value"]?.text, Int(value) ?? 0 > 0
            else {
                throw BatchRefusal("resourceRequirements: the value of \(requirement["type"]?.text ?? "?") is not valid")
            }
        }
        var environment: [String: String] = [:]
        for variable in overrides["environment"]?.list ?? [] {
            let name = variable["name"]?.text ?? ""
            guard !name.isEmpty, !name.hasPrefix("AWS_BATCH") else {
                throw BatchRefusal("Environment variables must not start with AWS_BATCH")
            }
            environment[name] = variable["value"]?.text ?? ""
        }
        let asked = question["jobDefinition"]?.text ?? ""
        let id = try withState { state in
            let plain = asked.split(separator: "/").last.map(String.init) ?? asked
            guard let definition = state.definitions[String(plain.prefix { $0 != ":" })] else {
                throw BatchRefusal("JobDefinition \(asked) does not exist")
            }
            let id = state.newID()
            let merged = definition.environment.merging(environment) { $1 }
            state.jobs[id] = FakeBatchJob(id: id, name: name, request: question, environment: merged, now: Self.milliseconds)
            state.submitted.append(question)
            return id
        }
        if program != nil { start(id) }
        return ["jobId": .text(id), "jobName": .text(name), "jobArn": .text("arn:aws:batch:us-east-1:123456789012:job/\(id)")]
    }

    private func describe(_ question: JSON) throws -> JSON {
        let ids = (question["jobs"]?.list ?? []).compactMap(\.text)
        guard !ids.isEmpty, ids.count <= 100 else { throw BatchRefusal("jobs: 1 to 100 ids") }
        return withState { state in ["jobs": .list(ids.compactMap { state.jobs[$0]?.detail })] }
    }

    private func list(_ question: JSON) throws -> JSON {
        try Self.check(question, ["jobQueue", "arrayJobId", "multiNodeJobId", "jobStatus", "maxResults", "nextToken", "filters"])
        guard question["jobQueue"]?.text == Self.queue else { throw BatchRefusal("Job Queue does not exist") }
        guard question["filters"]?.list.count ?? 0 <= 1 else { throw BatchRefusal("Only one filter is allowed") }
        let start = question["nextToken"]?.text.flatMap { Int($0) } ?? 0
        let size = min(100, question["maxResults"]?.number ?? 100)
        let filter = question["filters"]?.list.first
        let status = question["jobStatus"]?.text ?? "RUNNING"
        let found = withState { state in
            state.jobs.values.filter { job in
                guard let filter else { return job.status == status }
                return (filter["values"]?.list ?? []).compactMap(\.text).contains { job.fits(filter["name"]?.text, $0) }
            }.sorted { $0.id > $1.id }.map(\.summary)
        }
        var answer: [String: JSON] = ["jobSummaryList": .list(Array(found.dropFirst(start).prefix(size)))]
        if start + size < found.count { answer["nextToken"] = .text("\(start + size)") }
        return .object(answer)
    }

    private func terminate(_ question: JSON, onlyWaiting: Bool = false) throws -> JSON {
        try Self.check(question, ["jobId", "reason"], required: ["jobId", "reason"])
        let id = question["jobId"]?.text ?? ""
        let process = withState { state -> FakeContainer? in
            guard var job = state.jobs[id], !job.hasEnded else { return nil }
            guard job.status == "RUNNING" || job.process != nil else {
                job.status = "FAILED"
                job.statusReason = question["reason"]?.text
                job.stoppedAt = Self.milliseconds
                job.isTerminated = true
                state.jobs[id] = job
                return nil
            }
            if onlyWaiting { return nil }
            job.isTerminated = true
            job.statusReason = question["reason"]?.text
            state.jobs[id] = job
            return job.process
        }
        process?.terminate(after: Self.grace)
        return [:]
    }

    private func definitions(_ question: JSON) throws -> JSON {
        try Self.check(question, ["jobDefinitions", "jobDefinitionName", "status", "maxResults", "nextToken"])
        let names = [question["jobDefinitionName"]?.text].compactMap(\.self) + (question["jobDefinitions"]?.list ?? []).compactMap(\.text)
        return withState { state in
            let found = names.compactMap { state.definitions[String($0.prefix { $0 != ":" })] }
            return [
                "jobDefinitions": .list(
                    found.map { definition in
                        var container: [String: JSON] = ["image": "acme/ml:latest", "command": .list(definition.command.map { .text($0) })]
                        if definition.isOld {
                            container["vcpus"] = 1
                            container["memory"] = 2048
                        } else {
                            container["resourceRequirements"] = [["type": "VCPU", "value": "1"], ["type": "MEMORY", "value": "2048"]]
                        }
                        return [
                            "jobDefinitionName": .text(definition.name), "revision": 3, "status": "ACTIVE", "type": "container",
                            "jobDefinitionArn": .text("arn:aws:batch:us-east-1:123456789012:job-definition/\(definition.name):3"),
                            "parameters": .object(definition.parameters.mapValues { .text($0) }), "containerProperties": .object(container),
                        ]
                    })
            ]
        }
    }

    private static func check(_ json: JSON, _ known: Set<String>, required: [String] = []) throws {
        guard case .object(let members) = json else { throw BatchRefusal("not an object") }
        if let strange = members.keys.first(where: { !known.contains($0) }) { throw BatchRefusal("unknown member \(strange)") }
        if let missing = required.first(where: { members[$0]?.text ?? "" == "" }) { throw BatchRefusal("\(missing) is missing") }
    }
}
