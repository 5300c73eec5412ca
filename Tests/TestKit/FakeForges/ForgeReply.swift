/// What a fake forge answers.
package struct ForgeReply: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)] = []
    package var body: String
    /// What is sent to registered addresses before the answer goes out.
    package var deliveries: [ForgeDelivery] = []

    package init(
        _ status: Int, _ json: JSON?, headers: [(name: String, value: String)] = [],
        deliveries: [ForgeDelivery] = []
    ) {
        self.status = status
        self.headers = headers
        self.deliveries = deliveries
        body = json?.written ?? ""
        if json != nil { self.headers.append(("content-type", "application/json; charset=utf-8")) }
    }

    /// An answer with `{"message": …}`, as GitHub, GitLab and Gitea give it.
    static func refused(_ status: Int, _ message: JSON, _ more: [String: JSON] = [:]) -> ForgeReply {
        ForgeReply(status, .object(more.merging(["message": message], uniquingKeysWith: { $1 })))
    }
}

/// Where a call goes; the first route that fits answers.
package struct ForgeRoute: Sendable {
    let pattern: String
    let answer: @Sendable (ForgeCall, inout ForgeState) -> ForgeReply

    init(_ pattern: String, _ answer: @escaping @Sendable (ForgeCall, inout ForgeState) -> ForgeReply) {
        self.pattern = pattern
        self.answer = answer
    }
}
