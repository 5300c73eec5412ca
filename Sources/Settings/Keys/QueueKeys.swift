import RunModel

extension ValueKind<QueueRule> {
    /// `{when: CONDITION, on: [EXECUTOR, …]}`
    static let queueRule: ValueKind = {
        let schema = Schema<QueueRule>([
            .optional("when", \.when, .condition, defaultText: "every run", "What must hold of a run, clauses joined by `and`."),
            .nested("on", \.on, .oneOrMore(of: .executor), "The executors, in the order in which they are tried."),
        ])
        let fresh = QueueRule(on: [])
        return ValueKind(allowed: "a mapping of \(schema.allowed)") { node, key, reading in
            var rule = fresh
            let issues = reading.issues.count
            schema.read(node, at: key, into: &rule, &reading)
            guard !rule.on.isEmpty else {
                if reading.issues.count == issues {
                    reading.refuse(.missingKey, at: node, key: "\(key).on", "is missing", allowed: ScalarKind<String>.executor.allowed)
                }
                return nil
            }
            return rule
        } write: { rule in
            schema.write(rule, fresh: fresh) ?? .block([])
        } rows: { prefix in
            schema.rows(prefix: "\(prefix)[]", fresh: fresh)
        }
    }()
}

extension Schema<QueueLimits> {
    static let queueLimits = Schema([
        .table("repository", \.repository, .usage(else: "no limit"), "The runs of one repository; a project's own `limits` come first."),
        .table("author", \.author, .usage(else: "no limit"), "The runs of one author, where the push tells who that is."),
    ])
}

extension Schema<UsageLimits> {
    static func usage(else fallback: String) -> Schema {
        Schema([
            .optional("runs", \.runs, .count, defaultText: fallback, "Runs at once."),
            .optional("vcpus", \.vcpus, .count, defaultText: fallback, "Virtual CPUs at once."),
            .optional("memory_mib", \.memoryMiB, .count, defaultText: fallback, "Memory at once, in MiB."),
            .optional("gpus", \.gpus, .countOrNone, defaultText: fallback, "GPUs at once."),
        ])
    }
}

extension Schema<BudgetSettings> {
    static func budget(else fallback: String) -> Schema {
        Schema([
            .optional("vcpu_hours", \.vcpuHours, .whole(0...100_000_000), defaultText: fallback, "Hours of virtual CPUs."),
            .optional("gpu_hours", \.gpuHours, .whole(0...100_000_000), defaultText: fallback, "Hours of GPUs."),
        ])
    }
}
