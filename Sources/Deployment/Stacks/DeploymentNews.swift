package import AWS

/// What a deployment tells while it goes on.
package enum DeploymentNews: Sendable, Equatable {
    /// A stack is about to be looked at or changed: `acme-production`.
    case begins(stack: String, String)
    /// Bytes; `isThere`: it lay there already.
    case uploaded(key: String, bytes: Int, isThere: Bool)
    case event(StackNews)
    /// Something that whoever deploys should know.
    case note(String)
}

/// An event of a stack, or of one nested in it.
package struct StackNews: Sendable, Equatable {
    /// The stack that is deployed.
    package let stack: String
    /// Where in it: `Door/Api`; the stack's own name for itself.
    package let resource: String
    package let event: StackEvent
}
