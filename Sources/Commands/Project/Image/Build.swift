import ArgumentParser
import Foundation
import RunModel

extension ProjectCommand.Image {
    /// What an image is made of.
    struct BuildOptions: ParsableArguments {
        @Option(name: .customLong("file"), help: "The Dockerfile; default: the clone's own.") var file: String?
        @Option(help: "The image's tag; default: dev-COMMIT.") var tag: String?
        @Option(help: "docker or podman; default: whichever is here.") var tool: String?

        func find() throws -> ContainerTool? {
            ContainerTool.find(try tool.map { try ContainerTool.kind($0) }, environment: ProcessInfo.processInfo.environment)
        }
    }

    struct Build: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Build the image of a clone as it is now.")

        @OptionGroup var options: ImageOptions
        @OptionGroup var build: BuildOptions
        @Flag(help: "One JSON object.") var json = false

        private struct Answer: Encodable { let image: String }

        func run() async throws {
            let image = "\(try await options.name()):\(try await ProjectCommand.Image.given(build.tag, or: options))"
            try await Self.make(image, options, build)
            if json { return try Output.json(Answer(image: image)) }
            Terminal(.output).line("built \(image)")
        }

        static func make(_ image: String, _ options: ImageOptions, _ build: BuildOptions) async throws {
            let found = try build.find()
            guard let tool = found else { throw await ProjectCommand.Image.noTool(image, options, build) }
            let file = build.file ?? "\(options.directory)/Dockerfile"
            guard FileManager.default.fileExists(atPath: file) else {
                throw CommandFailure(
                    .usage, code: "no_dockerfile", "There is no \(Terminal.plain(file)) that says how the image is built.",
                    remedy: "Two lines are enough: docs/guide/job-image.md. Another file is named with --file.")
            }
            // Machines are x86_64, also where this one is not.
            try await tool.run(["build", "--platform", "linux/amd64", "--tag", image, "--file", file, options.directory])
        }
    }

    static func given(_ tag: String?, or options: ImageOptions) async throws -> String {
        guard let tag else { return try await options.tag() }
        guard tag.wholeMatch(of: /[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}/) != nil else {
            throw CommandFailure(
                .usage, code: "bad_tag", "“\(Terminal.plain(tag))” is no tag of an image.", remedy: "Letters, digits, `_`, `.` and `-`.")
        }
        return tag
    }

    /// What to call elsewhere.
    static func noTool(_ image: String, _ options: ImageOptions, _ build: BuildOptions) async -> CommandFailure {
        let named = build.tool ?? "docker or podman"
        let file = build.file ?? "Dockerfile"
        return CommandFailure(
            .failed, code: "no_container_tool", "There is no \(Terminal.plain(named)) here that could build or push \(image).",
            remedy: """
                On a machine that has one, in a clone at the same commit, with credentials of AWS:
                  docker build --platform linux/amd64 --tag \(image) --file \(file) .
                  aws ecr get-login-password | docker login --username AWS --password-stdin ACCOUNT.dkr.ecr.REGION.amazonaws.com
                  docker tag \(image) ACCOUNT.dkr.ecr.REGION.amazonaws.com/\(image)
                  docker push ACCOUNT.dkr.ecr.REGION.amazonaws.com/\(image)
                or, with bunsen there: bunsen project image push
                """)
    }
}
