import RunModel

extension Schema<RepositorySettings> {
    /// `.bunsen.yaml`: only what whoever may push may choose.
    static let repository = Schema([
        .table("commands", \.commands, .commands, "Programs to run instead of DVC's own.").notYet,
        .table("report", \.report, .report, "What the report compares and shows."),
        .optional(
            "dvc_root", \.dvcRoot, .insidePath, defaultText: "the repository's root",
            "The directory of the DVC project."),
        .planned(
            "environment", allowed: "how the environment of stages is made", "How the environment of stages is made."),
        .planned(
            "checkpoints", allowed: "which stages keep checkpoints",
            "Which stages go on from a checkpoint after a reclaim."),
        .table(
            "resources", \.resources, .resources(else: "the project's"),
            "What a job gets when its commit does not say; before the project's defaults."),
    ])

    /// Keys of the operator's files, each with the place where it belongs.
    static let operatorKeys: [String: String] = {
        var places: [String: String] = [:]
        for key in Schema<ServiceSettings>.service.keys { places[key.name] = "the service's bunsen.yaml" }
        for key in Schema<ProjectSettings>.project.keys where places[key.name] == nil {
            places[key.name] =
                "the project's settings: projects.NAME in the service's bunsen.yaml, or projects.d/NAME.yaml"
        }
        return places
    }()
}

extension Schema<CommandSettings> {
    static let commands = Schema([
        .nested("run", \.run, .argv, "Instead of `dvc repro`."),
        .nested("report", \.report, .argv, "Instead of the report's own comparison."),
    ])
}

extension Schema<ReportSettings> {
    static let report = Schema([
        .optional("base", \.base, .revision, defaultText: "the trigger's parent", "What results are compared with."),
        .nested(
            "exclude", \.exclude, .list(of: .scalar(.glob)),
            "Metric, parameter and plot files that the report leaves out."),
        .nested("better", \.better, .directions, "Which way a metric gets better, by `FILE:METRIC`."),
    ])
}

extension ValueKind<[String]> {
    static let argv = list(of: .scalar(.argument), orMore: 1)
}

extension ValueKind<[String: MetricDirection]> {
    static let directions = map(
        of: .scalar(.choice), names: .metric, placeholder: "METRIC",
        allowed: "a mapping of FILE:METRIC to higher or lower")
}
