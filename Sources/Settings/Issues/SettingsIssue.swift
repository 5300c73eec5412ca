/// One thing that is wrong in the settings (or, as a warning, unwise), with all that a person needs to mend it.
package struct SettingsIssue: Sendable, Equatable, CustomStringConvertible {
    package let code: Code
    /// The file, or the environment variable or option that the value came from.
    package let file: String
    /// From 1; nil where the whole file is meant, and for environment variables and options.
    package let line: Int?
    /// The path of the key with dots, such as `local.vcpus`; empty for the file itself.
    package let key: String
    package let message: String
    package let allowed: String?
    /// The known key or value that was probably meant.
    package let nearest: String?

    package init(
        code: Code, file: String, line: Int? = nil, key: String = "", message: String, allowed: String? = nil,
        nearest: String? = nil
    ) {
        self.code = code
        self.file = file
        self.line = line
        self.key = key
        self.message = message
        self.allowed = allowed
        self.nearest = nearest
    }

    /// `FILE:LINE: KEY: message; allowed: …; did you mean …?`, on one line.
    package var description: String {
        var text = line.map { "\(file):\($0): " } ?? "\(file): "
        if !key.isEmpty { text += "\(key): " }
        text += message
        if let allowed { text += "; allowed: \(allowed)" }
        if let nearest { text += "; did you mean \(nearest)?" }
        return text
    }

    /// Stable names, for programs.
    package enum Code: String, Sendable, CaseIterable {
        case unreadableFile = "unreadable_file"
        case tooLarge = "too_large"
        case notUTF8 = "not_utf8"
        case notYAML = "not_yaml"
        case notAMapping = "not_a_mapping"
        case aliasesRefused = "aliases_refused"
        case tagRefused = "tag_refused"
        case duplicateKey = "duplicate_key"
        case unknownKey = "unknown_key"
        case notForPushedFile = "not_for_pushed_file"
        case missingKey = "missing_key"
        case missingValue = "missing_value"
        case wrongShape = "wrong_shape"
        case badValue = "bad_value"
        case unknownProject = "unknown_project"
        case duplicateProject = "duplicate_project"
        /// Warnings.
        case unknownVariable = "unknown_variable"
        case ignoredFile = "ignored_file"
        case unsignedDeliveries = "unsigned_deliveries"
        case inlineSecret = "inline_secret"
        case openSecretFile = "open_secret_file"
    }
}
