import AWS
import ArgumentParser
import RunModel

extension ProjectCommand.Image {
    struct Promote: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an image that was pushed the one that jobs run in.",
            discussion: """
                The image gets the tag prod besides its own, and the former one loses it: what has no other tag is deleted by ECR after \
                a day. Jobs that run keep theirs. Needs neither docker nor podman.
                """)

        @OptionGroup var options: ImageOptions
        @OptionGroup var aws: AWSOptions
        @Option(name: .customLong("to"), help: "The tag that it gets.") var target = "prod"
        @Flag(help: "One JSON object.") var json = false
        @Argument(help: "The image's tag; default: dev-COMMIT of the clone.") var tag: String?

        private struct Answer: Encodable {
            let repository, tag, promoted: String
            let digest, former: String?
        }

        func run() async throws {
            let name = try await options.name()
            let tag = try await ProjectCommand.Image.given(tag, or: options)
            _ = try await ProjectCommand.Image.given(target, or: options)
            let registry = ECR(try aws.client())
            guard try await registry.address(of: name) != nil else { throw ProjectCommand.Image.noRepository(name) }
            guard let image = try await registry.image(tag, in: name) else {
                let there = try await registry.tags(in: name, beginning: "dev-").prefix(5)
                throw CommandFailure(
                    .usage, code: "no_image", "\(name) has no image with the tag \(tag).",
                    remedy: there.isEmpty
                        ? "Push one with `bunsen project image push`."
                        : "Push it with `bunsen project image push`, or name one of: \(there.joined(separator: ", ")).")
            }
            let former = try await registry.image(target, in: name)?.digest
            try await Self.promote(image, to: target, in: name, registry)
            if json {
                return try Output.json(Answer(repository: name, tag: tag, promoted: target, digest: image.digest, former: former))
            }
            let terminal = Terminal(.output)
            guard former != image.digest else { return terminal.line("\(name):\(target) is \(tag) already") }
            terminal.line("\(name):\(target) is \(tag) now\(former.map { ", and was \($0)" } ?? "")")
        }

        static func promote(_ image: RegistryImage, to tag: String, in repository: String, _ registry: ECR) async throws {
            try await registry.put(image, tag: tag, in: repository)
        }
    }
}
