import AWS
import FoundationEssentials
import Logging
import RunModel

/// The settings of a service without a file system, from its parameters; read again after a minute.
actor ParameterReader {
    struct Read: Sendable {
        var settings: ServiceSettings
        /// By project.
        var declared: [String: ParameterProject]
    }

    private let environment: LambdaEnvironment
    private let parameters: SSMParameters
    private let now: @Sendable () -> Date
    private let logger: Logger
    private var held: (read: Read, at: Date)?
    /// Seconds.
    private static let lifetime = 60.0

    init(_ environment: LambdaEnvironment, _ parameters: SSMParameters, now: @escaping @Sendable () -> Date, logger: Logger) {
        self.environment = environment
        self.parameters = parameters
        self.now = now
        self.logger = logger
    }

    /// What was read last serves on where the parameters cannot be read now.
    func current() async throws -> Read {
        if let held, now().timeIntervalSince(held.at) < Self.lifetime { return held.read }
        do {
            let read = try await load()
            held = (read, now())
            return read
        } catch {
            guard let held else { throw error }
            logger.error("the parameters cannot be read; what was read before holds", metadata: ["error": "\(error)"])
            return held.read
        }
    }

    private func load() async throws -> Read {
        var service = ParameterSettings()
        var declared: [String: ParameterProject] = [:]
        for parameter in try await parameters.parameters(under: environment.parameters) {
            let name = parameter.name.dropFirst(environment.parameters.utf8.count)
            let json = Data(parameter.reveal().utf8)
            do {
                if name == "/service" {
                    service = try JSONDecoder.bunsen.decode(ParameterSettings.self, from: json)
                } else if name.hasPrefix("/projects/") {
                    let project = try JSONDecoder.bunsen.decode(ParameterProject.self, from: json)
                    _ = try project.project()
                    declared[project.name] = project
                }
            } catch {
                // One project that is wrong must not stop the others.
                logger.error("a parameter is not understood", metadata: ["parameter": "\(parameter.name)", "error": "\(error)"])
                if name == "/service" { throw error }
            }
        }
        if service.batch == nil, let queue = environment.queue { service.batch = ["batch": seedQueue(queue)] }
        let projects = try declared.values.map { try $0.project() }
        var settings = service.settings(projects: projects)
        if environment.topic != nil { settings.messages = [TopicMessenger.rule: MessageRule()] }
        return Read(settings: settings, declared: declared)
    }

    private func seedQueue(_ arn: String) -> BatchSettings {
        var queue = BatchSettings(queue: arn)
        if let prefix = environment.definitionPrefix { queue.definition = "\(prefix)-{repo}" }
        return queue
    }
}
