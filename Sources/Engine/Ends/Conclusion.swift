package import RunModel

/// What an executor's words come to.
package enum Conclusion: Sendable, Equatable {
    /// - Parameters:
    ///   - what: one sentence.
    ///   - remedy: one sentence.
    case failed(FailureReason, what: String, remedy: String)
    /// Somebody has ended the job by the executor's own means.
    case cancelled(String)

    /// The same remedies wherever the reason comes from.
    static func reclaimed(_ what: String) -> Conclusion {
        .failed(.reclaimed, what: what, remedy: "Nothing: it goes on at the first unfinished stage.")
    }

    static func nodeFailed(_ what: String) -> Conclusion {
        .failed(.nodeFailed, what: what, remedy: "Nothing: it goes on at the first unfinished stage.")
    }

    static func outOfMemory(_ what: String) -> Conclusion {
        .failed(.outOfMemory, what: what, remedy: "Ask for more with `:ACME_MEMORY:`.")
    }

    static func deadline(_ what: String) -> Conclusion {
        .failed(.deadline, what: what, remedy: "Ask for more time with `:ACME_TIMEOUT:`; finished stages are kept.")
    }

    static func noCapacity(_ what: String) -> Conclusion {
        .failed(.noCapacity, what: what, remedy: "Nothing: it is tried again, or on the next queue where one is configured.")
    }

    static func tooLarge(_ what: String) -> Conclusion {
        .failed(.requestTooLarge, what: what, remedy: "Ask for less, or choose a queue with larger machines with `:ACME_ON:`.")
    }
}
