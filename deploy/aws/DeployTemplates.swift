/// The templates of this folder, which travel inside the binary.
package enum DeployTemplates {
    package static let all: [(name: String, bytes: [UInt8])] = [
        ("api.yaml", PackageResources.api_yaml),
        ("artefacts.yaml", PackageResources.artefacts_yaml),
        ("bunsen.yaml", PackageResources.bunsen_yaml),
        ("endpoints.yaml", PackageResources.endpoints_yaml),
        ("events.yaml", PackageResources.events_yaml),
        ("function.yaml", PackageResources.function_yaml),
        ("machines.yaml", PackageResources.machines_yaml),
        ("network.yaml", PackageResources.network_yaml),
        ("project.yaml", PackageResources.project_yaml),
        ("queue.yaml", PackageResources.queue_yaml),
        ("remotes.yaml", PackageResources.remotes_yaml),
        ("settings.yaml", PackageResources.settings_yaml),
        ("table.yaml", PackageResources.table_yaml),
        ("topic.yaml", PackageResources.topic_yaml),
        ("zone.yaml", PackageResources.zone_yaml),
    ]
}
