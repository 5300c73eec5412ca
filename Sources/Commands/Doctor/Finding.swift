/// One thing that `doctor` looked at.
struct Finding: Sendable, Encodable {
    enum Level: String, Sendable, Encodable { case ok, warning, error }

    /// Stable: `git`, `dvc`, `sandbox`, `state`, `settings`, `service`, `slots`, `queue`, `remote`, `project NAME`.
    var check: String
    var level: Level
    var message: String
    /// Empty where nothing needs to be done.
    var remedy: String

    static func ok(_ check: String, _ message: String) -> Finding {
        Finding(check: check, level: .ok, message: message, remedy: "")
    }

    static func warning(_ check: String, _ message: String, remedy: String) -> Finding {
        Finding(check: check, level: .warning, message: message, remedy: remedy)
    }

    static func error(_ check: String, _ message: String, remedy: String) -> Finding {
        Finding(check: check, level: .error, message: message, remedy: remedy)
    }
}
