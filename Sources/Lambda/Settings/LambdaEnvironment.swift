/// The names by which a function is told where its things are. The seed's names are understood beside Bunsen's own.
package struct LambdaEnvironment: Sendable {
    /// The DynamoDB table: `BUNSEN_TABLE`.
    package let table: String
    /// The path of its parameters: `PATH/service`, and `PATH/projects/NAME` for each project. `BUNSEN_PARAMETERS`.
    package let parameters: String
    /// The topic that failures are told to: `BUNSEN_TOPIC_ARN`; nil: none.
    package let topic: String?
    /// The seed's queue, for a service without a parameter: `JOB_QUEUE_ARN`, `JOB_DEFINITION_NAME_PREFIX`.
    package let queue: String?
    package let definitionPrefix: String?
    /// A secret with a JSON list of Bitbucket's hook UUIDs, which then are enough: `ALLOWED_WEBHOOK_UUIDS_SECRET_ID`.
    package let uuidsSecret: String?

    package init(_ environment: [String: String]) throws {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        guard let table = value("BUNSEN_TABLE") else {
            throw RuntimeError(description: "BUNSEN_TABLE is not set: it names the DynamoDB table")
        }
        self.table = table
        parameters = value("BUNSEN_PARAMETERS") ?? "/bunsen"
        topic = value("BUNSEN_TOPIC_ARN")
        queue = value("JOB_QUEUE_ARN")
        definitionPrefix = value("JOB_DEFINITION_NAME_PREFIX")
        uuidsSecret = value("ALLOWED_WEBHOOK_UUIDS_SECRET_ID")
    }
}
