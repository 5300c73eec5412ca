import RunModel

/// The reference of all keys, generated from the table that also reads them.
package enum SettingsReference {
    /// The content of `docs/reference/configuration.md`.
    package static var markdown: String {
        let service = Schema<ServiceSettings>.service.rows(fresh: ServiceSettings(state: ""))
        let project = Schema<ProjectSettings>.project.rows(fresh: Schema<ProjectSettings>.fresh(""))
        let repository = Schema<RepositorySettings>.repository.rows(fresh: RepositorySettings())
        return """
            # Configuration

            <!-- Generated from Sources/Settings/Keys: edit there; the tests say how to write this file anew. -->

            \(ReferenceText.rules)
            ## The service: `bunsen.yaml`

            \(ReferenceText.service)
            \(table(service, variables: true))
            ## A project: `projects.NAME`, or a file `projects.d/NAME.yaml`

            \(ReferenceText.project)
            \(table(project, variables: false))
            ## A repository: `.bunsen.yaml` at the pushed commit

            \(ReferenceText.repository)
            \(table(repository, variables: false))
            """
    }

    private static func table(_ rows: [ReferenceRow], variables: Bool) -> String {
        var lines = ["| Key | Meaning | Allowed | Default |" + (variables ? " Variable |" : "")]
        lines.append("|---|---|---|---|" + (variables ? "---|" : ""))
        for row in rows {
            var cells = ["`\(row.key)`", row.summary, row.allowed.map(escaped) ?? "", self.default(of: row)]
            if variables { cells.append(row.variable.map { "`\($0)`" } ?? "") }
            lines.append("| " + cells.joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func `default`(of row: ReferenceRow) -> String {
        if row.isRequired { return "required" }
        guard row.allowed != nil else { return "" }
        return row.defaultText ?? "none"
    }

    /// So that patterns and placeholders stand as they are.
    private static func escaped(_ text: String) -> String {
        var out = ""
        for character in text {
            if "|*_<>[]".contains(character) { out += "\\" }
            out.append(character)
        }
        return out
    }
}
