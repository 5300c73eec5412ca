/// What one repository and one author may hold at once, where the project does not say.
package struct QueueLimits: Sendable, Hashable, Codable {
    package var repository: UsageLimits
    package var author: UsageLimits

    package init(repository: UsageLimits = UsageLimits(), author: UsageLimits = UsageLimits()) {
        self.repository = repository
        self.author = author
    }
}
