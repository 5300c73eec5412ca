/// The directives, in the order in which `errors` lists them. The raw value stands after the prefix and an underscore.
package enum DirectiveKeyword: String, Sendable, CaseIterable {
    case run = "RUN"
    case experiment = "RUN_EXP"
    case gpus = "GPUS"
    case memory = "MEMORY"
    case vcpus = "VCPUS"
    case timeout = "TIMEOUT"
    case on = "ON"
    case sweep = "SWEEP"

    package func name(prefix: String) -> String { "\(prefix)_\(rawValue)" }

    /// The line that gives this directive: `:ACME_GPUS: 2`.
    package func line(_ argument: String = "", prefix: String) -> String {
        ":\(name(prefix: prefix)):" + (argument.isEmpty ? "" : " \(argument)")
    }
}
