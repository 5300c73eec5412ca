import AWS
import BatchExecutor
import RunModel

/// Looks at the job queues of AWS Batch that the settings name: credentials, queue, compute environments, job definitions.
struct BatchCheck {
    let settings: ServiceSettings

    func findings() async -> [Finding] {
        var findings: [Finding] = []
        for (name, queue) in settings.batch.sorted(by: { $0.key < $1.key }) {
            findings += await look(at: queue, named: "batch.\(name)")
        }
        return findings
    }

    private func look(at queue: BatchSettings, named name: String) async -> [Finding] {
        let batch = Batch(AWSAccess.client(region: queue.region))
        do {
            if let fault = try await QueueDiagnosis.of(queue.queue, batch) {
                return [.error(name, "Jobs cannot start: \(fault).", remedy: "Mend it in AWS Batch, or name another queue.")]
            }
            return [.ok(name, "the job queue \(queue.queue) takes jobs")] + (try await definitions(of: queue, batch, named: name))
        } catch {
            return [
                .error(
                    name, "AWS Batch does not answer for the job queue \(queue.queue): \(error).",
                    remedy: "Look at region, credentials and their rights: docs/guide/batch.md has them.")
            ]
        }
    }

    /// Those of the projects that may run there.
    private func definitions(of queue: BatchSettings, _ batch: Batch, named name: String) async throws -> [Finding] {
        var findings: [Finding] = []
        for project in settings.projects.values.sorted(by: { $0.name < $1.name }) {
            guard let repository = project.identity else { continue }
            let definition = queue.definition(of: repository, project)
            let found =
                definition.contains(":")
                ? try await batch.describeJobDefinitions([definition]) : try await batch.activeJobDefinitions(named: definition)
            if found.isEmpty {
                findings.append(
                    .warning(
                        name, "There is no active job definition \(definition) for project \(project.name).",
                        remedy: "Register it, or set `job_definition` of the project or `definition` of the queue."))
            }
        }
        return findings
    }
}
