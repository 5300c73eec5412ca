extension ForgeSetup {
    /// The rights by what GitHub says of a repository, and Gitea and Forgejo in the same words.
    ///
    /// `push` is what the token's owner may do. That the token itself may, with its scopes or as a fine-grained one of GitHub's,
    /// only trying shows.
    func ownerRights(in repository: [String], _ forge: ForgeConnection) async throws -> TokenRights {
        let found = try await Self.ifAllowed {
            try await forge.answer(OwnedRepository.self, .get, repository, to: "look at the repository")
        }
        guard let found else { return .none }
        return TokenRights(read: true, push: found.permissions?.push, manageHooks: try await mayManageHooks())
    }
}

private struct OwnedRepository: Decodable {
    struct Permissions: Decodable { var push: Bool? }
    var permissions: Permissions?
}
