import RunModel

/// What was compared, value by value. Columns are the subjects, of which the first is what the others are compared with.
struct Comparison: Sendable {
    struct Row: Sendable {
        let file: String
        /// Dotted path inside the file; empty for a file that is one value.
        let name: String
        /// One for each subject; nil where it has none.
        let values: [Scalar?]

        var label: String { name.isEmpty ? file : "\(file):\(name)" }
        var isEqual: Bool { values.allSatisfy { $0 == values[0] } }
    }

    let subjects: [Subject]
    let metrics: [Row]
    let params: [Row]
    /// Which way metrics get better, by `FILE:METRIC`.
    let better: [String: MetricDirection]
    /// What could not be read.
    let remarks: [String]

    /// Names of stages, in the order in which the runs had them.
    var stages: [String] {
        var names: [String] = []
        for stage in subjects.flatMap({ $0.run?.stages ?? [] }) where !names.contains(stage.name) { names.append(stage.name) }
        return names
    }

    func stage(_ name: String, of subject: Subject) -> StageOutcome? { subject.run?.stages.first { $0.name == name } }

    /// What a metric of one subject is beside the first one's.
    func change(_ row: Row, _ index: Int) -> MetricChange {
        let (before, after) = (row.values[0], row.values[index])
        let delta = before?.double.flatMap { old in after?.double.map { $0 - old } }
        let isBetter = better[row.label].flatMap { direction in
            delta.flatMap { $0 == 0 ? nil : ($0 > 0) == (direction == .higher) }
        }
        return MetricChange(file: row.file, name: row.name, before: before, after: after, delta: delta, better: isBetter)
    }
}

extension Comparison {
    /// Values by file and name, one side for each subject.
    typealias Values = [String: [String: Scalar]]

    init(_ subjects: [Subject], _ sides: [(metrics: Values, params: Values)], better: [String: MetricDirection], remarks: [String]) {
        self.init(
            subjects: subjects, metrics: Self.rows(sides.map(\.metrics)), params: Self.rows(sides.map(\.params)), better: better,
            remarks: remarks)
    }

    private static func rows(_ sides: [Values]) -> [Row] {
        Set(sides.flatMap(\.keys)).sorted().flatMap { file in
            Set(sides.flatMap { $0[file]?.keys.map(\.self) ?? [] }).sorted().map { name in
                Row(file: file, name: name, values: sides.map { $0[file]?[name] })
            }
        }
    }
}
