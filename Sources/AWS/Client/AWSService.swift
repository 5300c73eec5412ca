/// A service of AWS, as it is found and spoken to.
package struct AWSService: Sendable, Equatable {
    /// For a person: `Batch`.
    package let name: String
    /// The name that it signs with, and what its host's name begins with where ``host`` says nothing else.
    let prefix: String
    var host: String?
    /// The end of its `AWS_ENDPOINT_URL_…`: https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html
    let variable: String
    let wire: Wire

    /// https://smithy.io/2.0/aws/protocols/index.html
    enum Wire: Sendable, Equatable {
        /// A path an operation, JSON both ways.
        case restJSON
        /// One path; the operation stands in `X-Amz-Target` after the prefix.
        case json(version: String, target: String)
        /// One path; a form goes in, XML comes back.
        case query(version: String)
        /// S3.
        case restXML
    }

    package static let batch = AWSService(name: "Batch", prefix: "batch", variable: "BATCH", wire: .restJSON)
    package static let logs = AWSService(
        name: "CloudWatch Logs", prefix: "logs", variable: "CLOUDWATCH_LOGS", wire: .json(version: "1.1", target: "Logs_20140328"))
    package static let secretsManager = AWSService(
        name: "SecretsManager", prefix: "secretsmanager", variable: "SECRETS_MANAGER",
        wire: .json(version: "1.1", target: "secretsmanager"))
    package static let ssm = AWSService(name: "SSM", prefix: "ssm", variable: "SSM", wire: .json(version: "1.1", target: "AmazonSSM"))
    package static let dynamoDB = AWSService(
        name: "DynamoDB", prefix: "dynamodb", variable: "DYNAMODB", wire: .json(version: "1.0", target: "DynamoDB_20120810"))
    package static let sts = AWSService(name: "STS", prefix: "sts", variable: "STS", wire: .query(version: "2011-06-15"))
    package static let sns = AWSService(name: "SNS", prefix: "sns", variable: "SNS", wire: .query(version: "2010-03-31"))
    package static let cloudFormation = AWSService(
        name: "CloudFormation", prefix: "cloudformation", variable: "CLOUDFORMATION", wire: .query(version: "2010-05-15"))
    package static let ecr = AWSService(
        name: "ECR", prefix: "ecr", host: "api.ecr", variable: "ECR",
        wire: .json(version: "1.1", target: "AmazonEC2ContainerRegistry_V20150921"))
    package static let s3 = AWSService(name: "S3", prefix: "s3", variable: "S3", wire: .restXML)
}
