/// A setting given on the command line: goes before the environment, which goes before the file.
package struct SettingsOption: Sendable, Equatable {
    /// The path of the key: `state`.
    package let key: String
    package let text: String
    /// What messages call it: `--state`.
    package let name: String

    package init(key: String, text: String, name: String) {
        self.key = key
        self.text = text
        self.name = name
    }
}
