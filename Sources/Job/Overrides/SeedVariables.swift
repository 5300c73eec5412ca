import RunModel

/// What the seed told its jobs by environment.
enum SeedVariables {
    /// For a pipeline and for a repository's own commands; nil takes away what the service was started with.
    static func of(_ request: RunRequest) -> [String: String?] {
        [
            "ACME_RUN_ARGS": request.dvcArgs.isEmpty ? nil : ArgumentText.joined(request.dvcArgs),
            "ACME_RUN_EXP": request.experiment ? "1" : nil,
        ]
    }
}
