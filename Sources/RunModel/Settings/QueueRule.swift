/// Which executors take a run: the first rule whose condition holds says.
package struct QueueRule: Sendable, Hashable, Codable {
    /// Nil: every run.
    package var when: QueueCondition?
    /// By name. The first that can hold the run takes it; the next, in turn, when that one has no capacity for too long.
    package var on: [String]

    package init(when: QueueCondition? = nil, on: [String]) {
        self.when = when
        self.on = on
    }
}
