/// A webhook as a forge keeps it. The secret is never given back.
package struct ForgeHook: Sendable, Equatable {
    /// A number, or on Bitbucket a UUID in braces.
    package var id: String
    package var url: String
    /// In the forge's own words: `push`, `push_events`, `repo:push`.
    package var events: [String]
    package var isActive: Bool
    /// Nil where the forge does not say.
    package var verifiesTLS: Bool?

    package init(id: String, url: String, events: [String], isActive: Bool, verifiesTLS: Bool?) {
        self.id = id
        self.url = url
        self.events = events
        self.isActive = isActive
        self.verifiesTLS = verifiesTLS
    }
}
