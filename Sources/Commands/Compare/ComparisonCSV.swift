import RunModel

/// A comparison for a table in memory: a line for each subject, a column for each value, numbers as they are (RFC 4180, but
/// with line feeds alone).
struct ComparisonCSV {
    let comparison: Comparison

    init(_ comparison: Comparison) { self.comparison = comparison }

    var text: String {
        let stages = comparison.stages
        let rows = comparison.metrics + comparison.params
        let head =
            ["name", "kind", "commit", "run", "state", "seconds", "queue_seconds", "vcpu_hours", "gpu_hours"] + rows.map(\.label)
            + stages.flatMap { ["\($0):state", "\($0):seconds"] }
        let lines = comparison.subjects.enumerated().map { index, subject -> [String] in
            let run = subject.run
            let numbers = [
                run?.seconds, run?.queueSeconds, run?.cost.map { $0.vcpuSeconds / 3600 }, run?.cost.map { $0.gpuSeconds / 3600 },
            ]
            let facts = [subject.name, subject.kind.rawValue, subject.commit?.text ?? "", run?.id.text ?? "", run?.state ?? ""]
            let values = rows.map { $0.values[index]?.description ?? "" }
            let ran = stages.flatMap { name -> [String] in
                let stage = comparison.stage(name, of: subject)
                return [stage?.state.rawValue ?? "", Self.number(stage?.seconds)]
            }
            return facts + numbers.map(Self.number) + values + ran
        }
        return ([head] + lines).map { $0.map(Self.field).joined(separator: ",") + "\n" }.joined()
    }

    private static func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }

    private static func field(_ text: String) -> String {
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"\(text.replacing("\"", with: "\"\""))\""
    }
}
