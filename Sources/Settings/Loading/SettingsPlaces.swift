/// Where settings and state are when nobody says, by the XDG Base Directory Specification
/// (https://specifications.freedesktop.org/basedir-spec/latest/): a variable that is empty or not an absolute path
/// does not count.
struct SettingsPlaces: Sendable, Equatable {
    let home: String?
    /// Nil without HOME and XDG variable.
    let config: String?
    let state: String?

    init(environment: [String: String]) {
        func absolute(_ name: String) -> String? {
            environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        let home = absolute("HOME")
        self.home = home
        config = (absolute("XDG_CONFIG_HOME") ?? home.map { "\($0)/.config" }).map { "\($0)/bunsen/bunsen.yaml" }
        state = (absolute("XDG_STATE_HOME") ?? home.map { "\($0)/.local/state" }).map { "\($0)/bunsen" }
    }
}
