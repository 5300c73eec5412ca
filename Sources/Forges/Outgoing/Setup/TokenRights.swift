/// What a token may do with a repository. Nil where the forge does not say before it is tried.
package struct TokenRights: Sendable, Equatable {
    package var read: Bool
    package var push: Bool?
    package var manageHooks: Bool?

    package init(read: Bool, push: Bool?, manageHooks: Bool?) {
        self.read = read
        self.push = push
        self.manageHooks = manageHooks
    }

    package static let none = TokenRights(read: false, push: false, manageHooks: false)
}
