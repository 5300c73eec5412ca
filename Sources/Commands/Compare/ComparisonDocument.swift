import RunModel

/// `bunsen compare --json`. Every key is always there, `null` where there is nothing.
struct ComparisonDocument: Encodable {
    let subjects: [Side]
    /// What could not be read.
    let remarks: [String]

    init(_ comparison: Comparison) {
        remarks = comparison.remarks
        subjects = comparison.subjects.enumerated().map { index, subject in
            Side(
                subject: subject, metrics: Self.values(comparison.metrics, index), params: Self.values(comparison.params, index))
        }
    }

    private static func values(_ rows: [Comparison.Row], _ index: Int) -> Comparison.Values {
        rows.reduce(into: [:]) { files, row in
            if let value = row.values[index] { files[row.file, default: [:]][row.name] = value }
        }
    }

    struct Side: Encodable {
        let subject: Subject
        let metrics: Comparison.Values
        let params: Comparison.Values

        private enum CodingKeys: String, CodingKey {
            case name, kind, commit, title, run, state, reason, seconds, stages, metrics, params
            case queueSeconds = "queue_seconds"
            case vcpuHours = "vcpu_hours"
            case gpuHours = "gpu_hours"
        }

        /// By hand because a synthesized one leaves out what is nil, and scripts rely on the keys.
        func encode(to encoder: any Encoder) throws {
            let run = subject.run
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(subject.name, forKey: .name)
            try container.encode(subject.kind, forKey: .kind)
            try container.encode(subject.commit, forKey: .commit)
            try container.encode(subject.title, forKey: .title)
            try container.encode(run?.id, forKey: .run)
            try container.encode(run?.state, forKey: .state)
            try container.encode(run?.reason, forKey: .reason)
            try container.encode(run?.seconds, forKey: .seconds)
            try container.encode(run?.queueSeconds, forKey: .queueSeconds)
            try container.encode(run?.cost.map { $0.vcpuSeconds / 3600 }, forKey: .vcpuHours)
            try container.encode(run?.cost.map { $0.gpuSeconds / 3600 }, forKey: .gpuHours)
            try container.encode(run?.stages, forKey: .stages)
            try container.encode(metrics, forKey: .metrics)
            try container.encode(params, forKey: .params)
        }
    }
}
