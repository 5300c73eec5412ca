import AWS
import AsyncHTTPClient
import FoundationEssentials
import Logging

/// The `bootstrap` of the function.
package enum LambdaProgram {
    /// - Returns: the exit code; the function's loop ends only when something is wrong.
    package static func main() async -> Int32 {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        let logger = Logger(label: "bunsen-lambda")
        let surroundings = AWSSurroundings()
        guard let address = surroundings.environment["AWS_LAMBDA_RUNTIME_API"] else {
            logger.critical("AWS_LAMBDA_RUNTIME_API is not set: this program is the bootstrap of a Lambda function (provided.al2023)")
            return 64
        }
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: AWSHTTP.configuration)
        let api = RuntimeAPI(address: address, client: http)
        do {
            let region = AWSRegion.declared(surroundings) ?? ""
            let client = AWSClient(
                region: region,
                credentials: CredentialsCache(CredentialsChain.standard(surroundings, http: AWSHTTP(http), region: region)),
                http: AWSHTTP(http), surroundings: surroundings, deadline: 8)
            let service: LambdaService
            do {
                service = try LambdaService(environment: surroundings.environment, client: client, http: http, logger: logger)
            } catch {
                try await api.failToStart(RuntimeError(description: "\(error)"))
                throw error
            }
            try await RuntimeLoop.run(api, logger: logger) { try await service.handle($0) }
        } catch {
            logger.critical("the function ends", metadata: ["error": "\(error)"])
            return 1
        }
        return 0
    }
}
