import AWS
import FoundationEssentials
import RunModel

/// What the instance types of a compute environment can hold, as far as their names tell: memory is in none of them.
enum MachineSize {
    /// Why no machine of the place can ever hold a job; nil where one may.
    static func shortage(of asked: Resources, in place: BatchComputeEnvironment) -> String? {
        let name = place.computeEnvironmentName ?? "?"
        guard let resources = place.computeResources else { return nil }
        if let most = resources.maxvCpus, most > 0, asked.vcpus > most {
            return "it asks for \(asked.vcpus) vCPUs, and the compute environment \(name) may have \(most)"
        }
        let types = resources.instanceTypes ?? []
        guard !types.isEmpty else { return nil }
        // Families such as `g5` and `optimal` leave the size to Batch.
        let sizes = types.map(vcpus)
        if let largest = sizes.compactMap(\.self).max(), !sizes.contains(nil), asked.vcpus > largest {
            return "it asks for \(asked.vcpus) vCPUs, and the largest machine of the compute environment \(name) has \(largest)"
        }
        if asked.gpus > 0, !types.contains(where: mayHaveGPUs) {
            return "it asks for GPUs, and no machine of the compute environment \(name) has one"
        }
        return nil
    }

    /// Of a type such as `g5.2xlarge`; nil where the name does not tell.
    private static func vcpus(_ type: String) -> Int? {
        switch type.split(separator: ".").dropFirst().first {
        case "large": 2
        case "xlarge": 4
        case .some(let size) where size.hasSuffix("xlarge"): Int(size.dropLast("xlarge".count)).map { $0 * 4 }
        default: nil
        }
    }

    /// `g5`, `p4d`; `optimal` is made of the families c, m and r.
    private static func mayHaveGPUs(_ type: String) -> Bool {
        let bytes = Array(type.utf8)
        guard bytes.count > 1, bytes[0] == UInt8(ascii: "g") || bytes[0] == UInt8(ascii: "p") else { return false }
        return (48...57).contains(bytes[1])
    }
}

extension BatchJob {
    /// In either form.
    var asked: Resources {
        let amount = { (type: String) in self.container?.resourceRequirements?.first { $0.type == type }.flatMap { Int($0.value) } }
        return Resources(
            vcpus: amount("VCPU") ?? container?.vcpus ?? 1, memoryMiB: amount("MEMORY") ?? container?.memory ?? 1, gpus: amount("GPU") ?? 0)
    }
}
