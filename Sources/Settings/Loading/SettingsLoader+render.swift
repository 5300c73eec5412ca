package import RunModel
import Yams

extension SettingsLoader {
    /// The content of a project file that reads back as this project. Only what differs from the defaults is written,
    /// so that later defaults hold for the rest.
    package static func render(project: ProjectSettings) -> String {
        let schema = Schema<ProjectSettings>.project
        guard let node = schema.write(project, fresh: Schema<ProjectSettings>.fresh(project.name)),
            // The emitter fails on malformed trees only, and the schema writes none.
            let text = try? Yams.serialize(node: node, width: -1, allowUnicode: true)
        else { return "" }
        return text.hasSuffix("\n") ? text : text + "\n"
    }
}
