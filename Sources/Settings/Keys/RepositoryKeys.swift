import RunModel

extension Schema<RepositorySettings> {
    /// `.bunsen.yaml`: only what whoever may push may choose.
    static let repository = Schema([
        .table("commands", \.commands, .commands, "Programs of the repository's own, each as a list of arguments; no shell reads them."),
        .table("report", \.report, .report, "What the report compares and shows."),
        .optional(
            "dvc_root", \.dvcRoot, .insidePath, defaultText: "the repository's root",
            "The directory of the DVC project."),
        .table("environment", \.environment, .environment, "What stages find installed; by default what the machine has."),
        .table("checkpoints", \.checkpoints, .checkpoints, "Files from which stages go on when they start again."),
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
        .nested("run", \.run, .argv, "Instead of `dvc repro`; an argument `{args}` stands for those of `:ACME_RUN:`."),
        .nested(
            "report", \.report, .argv, "What this prints becomes a section of the report; it is given the two revisions to compare."),
        .value(
            "scripts", \.scripts, .truth,
            "Whether an executable `job-run.sh` or `diff-report.sh` at the repository's root is used for one that is not named."),
    ])
}

extension Schema<EnvironmentSettings> {
    static let environment = Schema([
        .nested(
            "requirements", \.requirements, .oneOrMore(of: .insideFile),
            "Requirements or lock files in pip's format, installed into a virtual environment that is kept."),
        .optional("python", \.python, .interpreter, defaultText: "`python3`", "The Python that the virtual environment is made with."),
        .optional(
            "image", \.image, .image, defaultText: "none",
            "A container image that stages run in instead; with neither of the other two."),
    ])
}

extension Schema<CheckpointSettings> {
    static let checkpoints = Schema([
        .value("every", \.everySeconds, .duration(1...86_400), "How often they are saved on the DVC remote while their stage runs."),
        .nested(
            "files", \.files,
            .map(
                of: .list(of: .scalar(.insideFile), orMore: 1), names: .text, placeholder: "STAGE",
                allowed: "a mapping of stages to lists of files"),
            "The files that a stage keeps, relative to the DVC project, by the stage's name."),
    ])
}

extension Schema<ReportSettings> {
    static let report = Schema([
        .optional("base", \.base, .revision, defaultText: "the trigger's parent", "What results are compared with."),
        .nested(
            "exclude", \.exclude, .list(of: .scalar(.glob)),
            "Metric, parameter and plot files, and data, that the report leaves out."),
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
