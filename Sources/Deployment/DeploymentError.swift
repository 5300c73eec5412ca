/// Why a deployment, or a look at one, came to nothing, and what to do about it.
package struct DeploymentError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Kind: Sendable, Equatable {
        /// Templates, package, parameters or options have to be mended.
        case usage
        /// What was asked for would lose data.
        case refused
        case failed
    }

    package var kind: Kind
    /// Stable.
    package var code: String
    package var message: String
    package var remedy: String

    package init(_ kind: Kind, code: String, _ message: String, remedy: String) {
        self.kind = kind
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    package var description: String { "\(message) \(remedy)" }
}
