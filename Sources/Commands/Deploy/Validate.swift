import AWS
import ArgumentParser
import Deployment
import RunModel

extension DeployCommand {
    struct Validate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Look at templates, parameters and package, as CloudFormation and Lambda would.",
            discussion: "Where there are credentials, CloudFormation is asked too. Exit 1 where something is wrong.")

        @OptionGroup var options: DeployOptions
        @OptionGroup var what: TemplateOptions
        @OptionGroup var function: FunctionOptions
        @Flag(help: "Ask nobody.") var offline = false
        @Flag(help: "One JSON object.") var json = false

        func run() async throws {
            var findings = await look()
            if !findings.contains(where: { $0.level == .error }), !offline { findings += await ask() }
            try findings.end(json: json)
        }

        /// What can be seen without AWS.
        private func look() async -> [Finding] {
            var findings: [Finding] = []
            do {
                _ = try options.names
                let set = try what.set()
                let problems = TemplateCheck.problems(of: set)
                findings += problems.map { .error("templates", $0, remedy: "Mend it, or leave --templates away.") }
                if problems.isEmpty { findings.append(.ok("templates", "\(set.templates.count) templates fit together")) }
                let overrides = try what.overrides(set)
                findings.append(.ok("parameters", overrides.values.isEmpty ? "none is given" : "\(overrides.values.count) can be used"))
            } catch {
                findings.append(Self.finding("parameters", error))
            }
            guard let path = function.path else {
                findings.append(
                    .warning("function", "There is no package of the function here.", remedy: "`make dist` makes it; or give --function."))
                return findings
            }
            do {
                let package = try FunctionPackage(path: path)
                findings.append(
                    .ok("function", "\(path), \(package.size / 1000) kB: a static program for \(package.architecture)"))
            } catch {
                findings.append(Self.finding("function", error))
            }
            return findings
        }

        /// What CloudFormation says of each template.
        private func ask() async -> [Finding] {
            do {
                let client = try options.aws.client()
                let cloud = CloudFormation(client)
                let set = try what.set()
                for (name, template) in set.templates.sorted(by: { $0.key < $1.key }) where template.bytes <= TemplateText.longestBody {
                    do {
                        _ = try await cloud.validate(.body(template.text))
                    } catch let error as AWSError where error.code == "ValidationError" {
                        return [.error("cloudformation", "\(name): \(error.message)", remedy: "Mend it, or leave --templates away.")]
                    }
                }
                return [.ok("cloudformation", "takes all templates")]
            } catch let error as AWSError where error.code == "NoCredentials" {
                return [.warning("cloudformation", "was not asked: there are no credentials.", remedy: "Give --profile, or --offline.")]
            } catch let error as CommandFailure where error.code == "no_region" {
                return [.warning("cloudformation", "was not asked: nothing says the region.", remedy: "Give --region, or --offline.")]
            } catch {
                return [Self.finding("cloudformation", error)]
            }
        }

        private static func finding(_ check: String, _ error: any Error) -> Finding {
            guard let failure = Ending.failure(of: error) else { return .error(check, "\(error)", remedy: "") }
            return .error(check, failure.message, remedy: failure.remedy)
        }
    }
}
