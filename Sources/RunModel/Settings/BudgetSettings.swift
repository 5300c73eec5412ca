/// What the runs of one repository may use in a calendar month (UTC). Nil: as much as there is.
package struct BudgetSettings: Sendable, Hashable, Codable {
    package var vcpuHours: Int?
    package var gpuHours: Int?

    package init(vcpuHours: Int? = nil, gpuHours: Int? = nil) {
        self.vcpuHours = vcpuHours
        self.gpuHours = gpuHours
    }

    enum CodingKeys: String, CodingKey {
        case vcpuHours = "vcpu_hours"
        case gpuHours = "gpu_hours"
    }

    package var isUnlimited: Bool { vcpuHours == nil && gpuHours == nil }

    package func completed(by other: BudgetSettings) -> BudgetSettings {
        BudgetSettings(vcpuHours: vcpuHours ?? other.vcpuHours, gpuHours: gpuHours ?? other.gpuHours)
    }
}
