import AWS
import ArgumentParser
import Deployment
import Foundation

/// Which deployment a command is about.
struct DeployOptions: ParsableArguments {
    @Option(help: "development, staging, testing or production.") var environment = "production"
    @Option(help: "What the names of all parts begin with.") var prefix = "acme"
    @OptionGroup var aws: AWSOptions

    var names: DeploymentNames {
        get throws { try DeploymentNames(prefix: prefix, environment: environment) }
    }

    func deployment(_ tell: @escaping @Sendable (DeploymentNews) -> Void) async throws -> Deployment {
        try await Deployment(
            try names, try aws.client(), token: { "bunsen-\(UUID().uuidString.lowercased())" },
            sleep: { try await Task.sleep(for: .seconds($0)) }, tell: tell)
    }
}

/// What is deployed.
struct TemplateOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Other templates than the program's own.", valueName: "dir")) var templates: String?
    @Option(
        name: .customLong("parameter"),
        help: ArgumentHelp("A parameter of the template; may be given several times.", valueName: "name=value"))
    var parameters: [String] = []

    func set() throws -> TemplateSet { try templates.map { try TemplateSet.read($0) } ?? TemplateSet.own() }

    func overrides(_ set: TemplateSet) throws -> Overrides {
        try Overrides(parameters, for: set.template(TemplateSet.root), own: Overrides.root)
    }
}

/// The function's package.
struct FunctionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The function's zip; default: bunsen-lambda-VERSION-ARCH.zip beside the program, or in dist/.", valueName: "file"))
    var function: String?

    /// The file that is meant; nil where none was named and none is where it is looked for.
    var path: String? {
        if let function { return function }
        return Self.places.first { FileManager.default.fileExists(atPath: $0) }
    }

    static var places: [String] {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        let folder = URL(filePath: program).deletingLastPathComponent().path
        return [folder, "dist"].flatMap { folder in
            ["x86_64", "arm64", "aarch64"].map { "\(folder)/bunsen-lambda-\(BunsenVersion.text)-\($0).zip" }
        }
    }

    func package() throws -> FunctionPackage {
        guard let path else {
            throw CommandFailure(
                .usage, code: "no_package", "There is no package of the function: neither \(Self.places.joined(separator: ", ")).",
                remedy: "`make dist` makes it in dist/; name another with --function.")
        }
        return try FunctionPackage(path: path)
    }
}
