package import RunModel

/// What brings messages to people: mail, chats, webhooks.
package protocol Messenger: Sendable {
    /// - Throws: ``MessageError``.
    func send(_ message: Message, by rule: MessageRule, named name: String) async throws
}

/// One end of one run, to be told by one rule.
package struct Message: Sendable, Equatable {
    package var event: MessageEvent
    package var run: Run

    package init(event: MessageEvent, run: Run) {
        self.event = event
        self.run = run
    }
}

/// Why a message did not go out: what was tried, and what came back.
package struct MessageError: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String
    /// Whether the same message may go through later.
    package let isTransient: Bool

    package init(_ description: String, isTransient: Bool) {
        self.description = description
        self.isTransient = isTransient
    }
}

/// A message that is still to be sent.
package struct PendingMessage: Sendable, Equatable {
    package var run: RunID
    /// The rule's name; nil: which rules tell of this end is still to be found out.
    package var rule: String?
    /// When the run ended; tells one end of a run from a later one.
    package var endedAt: Double
    package var tries: Int

    package init(run: RunID, rule: String?, endedAt: Double, tries: Int) {
        self.run = run
        self.rule = rule
        self.endedAt = endedAt
        self.tries = tries
    }
}
