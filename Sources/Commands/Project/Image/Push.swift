import AWS
import ArgumentParser
import RunModel

extension ProjectCommand.Image {
    struct Push: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Build the image, and push it to the project's ECR repository.",
            discussion: "Jobs run in it once it is promoted; with --promote that follows at once.")

        @OptionGroup var options: ImageOptions
        @OptionGroup var build: BuildOptions
        @OptionGroup var aws: AWSOptions
        @Flag(name: .customLong("no-build"), help: "Push the image that has the tag already.") var isBuilt = false
        @Flag(help: "Make it the one that jobs run in.") var promote = false
        @Flag(help: "One JSON object.") var json = false

        private struct Answer: Encodable {
            let image: String
            let digest: String?
            let promoted: Bool
        }

        func run() async throws {
            let name = try await options.name()
            let tag = try await ProjectCommand.Image.given(build.tag, or: options)
            let found = try build.find()
            guard let tool = found else { throw await ProjectCommand.Image.noTool("\(name):\(tag)", options, build) }
            let registry = ECR(try aws.client())
            guard let address = try await registry.address(of: name) else { throw ProjectCommand.Image.noRepository(name) }
            if !isBuilt { try await Build.make("\(name):\(tag)", options, build) }
            try await tool.push("\(name):\(tag)", to: "\(address):\(tag)", try await registry.login())
            guard let image = try await registry.image(tag, in: name) else {
                throw CommandFailure(
                    .failed, code: "not_there", "\(address):\(tag) was pushed, and ECR does not have it.",
                    remedy: "Look whether --region and the account are those of the push, and push again.")
            }
            if promote { try await Promote.promote(image, to: "prod", in: name, registry) }
            if json { return try Output.json(Answer(image: "\(address):\(tag)", digest: image.digest, promoted: promote)) }
            let terminal = Terminal(.output)
            terminal.line("pushed \(address):\(tag)\(image.digest.map { " (\($0))" } ?? "")")
            terminal.line(promote ? "Jobs run in it from now on." : "Jobs run in it after: bunsen project image promote \(tag)")
        }
    }

    static func noRepository(_ name: String) -> CommandFailure {
        CommandFailure(
            .failed, code: "no_image_repository", "ECR has no repository \(name) in this region and account.",
            remedy: "The project's stack makes it: docs/guide/aws-deploy.md. Others are named with --repository, --prefix and --region.")
    }
}
