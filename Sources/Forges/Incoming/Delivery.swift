package import FoundationEssentials
package import RunModel

/// One webhook request as it came in. Nothing of it can be trusted before its signature has been checked over these very
/// bytes.
package struct Delivery: Sendable {
    /// With lower-case names, in the order in which they came: too few for a table to pay.
    private let headers: [(name: String, value: String)]
    package let body: Data

    package init(headers: some Sequence<(name: String, value: String)>, body: Data) {
        self.headers = headers.map { (name: $0.name.lowercased(), value: $0.value) }
        self.body = body
    }

    /// The value of a header that came exactly once; nil otherwise: no forge sends one of ours twice.
    ///
    /// - Parameter name: in lower case.
    package func header(_ name: String) -> String? {
        guard let first = headers.firstIndex(where: { $0.name == name }),
            !headers[(first + 1)...].contains(where: { $0.name == name })
        else { return nil }
        return headers[first].value
    }

    package func has(_ name: String) -> Bool {
        headers.contains { $0.name == name }
    }
}

/// What a delivery holds.
package struct DeliveryContent: Sendable, Equatable {
    /// One for each branch that now exists with a new head.
    package var pushes: [ForgePush]
    /// One reason for each other ref, or for the event: `tag`, `tag-delete`, `delete`, `no-changes`, `ping`, `not-a-push`,
    /// `system-hook`, and `bad-ref` for a name or a commit that git would not take.
    package var ignored: [String]

    package init(pushes: [ForgePush] = [], ignored: [String] = []) {
        self.pushes = pushes
        self.ignored = ignored
    }
}

/// An authentic delivery that is not what its forge sends. One sentence, without anything of the body in it.
package struct MalformedDelivery: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
