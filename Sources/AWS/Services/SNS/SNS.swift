/// The Simple Notification Service: https://docs.aws.amazon.com/sns/latest/api/
///
/// All calls throw ``AWSError`` and `CancellationError`.
package struct SNS: Sendable {
    private let client: AWSClient

    package init(_ client: AWSClient) { self.client = client }

    /// A message to all who have subscribed to a topic. Made again where the answer was lost: told twice is better than not told.
    ///
    /// - Parameters:
    ///   - subject: of mails; at most 100 printable ASCII characters, others become `?`.
    ///   - text: at most 256 KiB.
    package func publish(_ text: String, subject: String, to topic: String) async throws {
        let plain = subject.unicodeScalars.prefix(100).map { $0.isASCII && $0.value >= 32 && $0.value != 127 ? Character($0) : "?" }
        let request = AWSRequest(
            .sns, "Publish",
            form: [(name: "TopicArn", value: topic), (name: "Subject", value: String(plain)), (name: "Message", value: text)])
        try await client.send(request) { _ = try $0.xml().required("PublishResult") }
    }
}
