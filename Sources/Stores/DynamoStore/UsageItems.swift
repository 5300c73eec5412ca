import AWS
import FoundationEssentials
package import RunModel

/// What repositories have used in a month, kept by the transactions that end attempts, so that nobody has to add it up.
extension DynamoStore {
    package func usage(in month: Month) async throws -> [RepositoryName: Usage] {
        var query = DynamoQuery(table, key: .partition("usage#\(month)"))
        query.isConsistent = true
        var all: [RepositoryName: Usage] = [:]
        for try await item in pages(of: query) {
            guard let name = item["sk"]?.string.flatMap({ RepositoryName($0) }) else { continue }
            all[name] = Usage(vcpuSeconds: item["vcpu"]?.double ?? 0, gpuSeconds: item["gpu"]?.double ?? 0)
        }
        return all
    }

    /// Counts what a change of a run has added.
    func counts(_ run: Run, _ before: [Month: Usage]) -> [DynamoWrite] {
        run.endedUsage.compactMap { month, usage in
            let more = usage - (before[month] ?? Usage())
            guard more != Usage() else { return nil }
            let sum = DynamoExpression(
                "ADD #vcpu :vcpu, #gpu :gpu", names: ["#vcpu": "vcpu", "#gpu": "gpu"],
                values: [":vcpu": .number("\(more.vcpuSeconds)"), ":gpu": .number("\(more.gpuSeconds)")])
            return .update(table: table, key: Key.usage(month, run.request.repository), sum)
        }
    }
}
