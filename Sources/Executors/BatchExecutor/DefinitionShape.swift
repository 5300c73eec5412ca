import AWS
import RunModel

/// What a job definition takes from who submits a job.
struct DefinitionShape: Sendable, Equatable {
    /// It says its resources as `vcpus` and `memory`, as definitions once did: then only the same fields change them.
    let isOld: Bool
    /// The parameters that it has, or that its command refers to.
    let parameters: Set<String>

    init(_ definition: BatchJobDefinition) {
        let container = definition.containerProperties
        let kinds = Set((container?.resourceRequirements ?? []).map(\.type))
        isOld = (container?.vcpus != nil || container?.memory != nil) && kinds.isDisjoint(with: ["VCPU", "MEMORY"])
        let referred = (container?.command ?? []).filter { $0.hasPrefix("Ref::") }.map { String($0.dropFirst(5)) }
        parameters = Set(referred).union((definition.parameters ?? [:]).keys)
    }

    /// Nil where it takes none of ours.
    func parameters(branch: BranchName?, repository: RepositoryName) -> [String: String]? {
        let ours = ["branchName": branch?.text ?? "", "repositoryName": repository.shortName].filter { parameters.contains($0.key) }
        return ours.isEmpty ? nil : ours
    }

    func overrides(_ resources: Resources, environment: [BatchVariable]) -> ContainerOverrides {
        var overrides = ContainerOverrides(environment: environment)
        var requirements: [BatchResource] = []
        if isOld {
            overrides.vcpus = resources.vcpus
            overrides.memory = resources.memoryMiB
        } else {
            requirements = [BatchResource("VCPU", "\(resources.vcpus)"), BatchResource("MEMORY", "\(resources.memoryMiB)")]
        }
        // Batch refuses none as a number.
        if resources.gpus > 0 { requirements.append(BatchResource("GPU", "\(resources.gpus)")) }
        overrides.resourceRequirements = requirements.isEmpty ? nil : requirements
        return overrides
    }
}
