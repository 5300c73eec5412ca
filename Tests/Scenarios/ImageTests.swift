import Foundation
import TestKit
import Testing

/// `bunsen project image`: a registry that is an emulator's, podman where images are built, and a recorder in docker's place
/// where they are sent, as the emulator takes no images.
@Suite("project image", .moto, .timeLimit(.minutes(20)), .enabled(if: Requirement.program("moto_server"), "needs scripts/install.sh"))
struct ImageTests {
    /// A clone of a project with one commit, and a repository of images with the project's name.
    private final class House: Sendable {
        let scratch: ScratchDirectory
        let address: String
        let name = "image-\(UUID().uuidString.prefix(8).lowercased())"
        let sha: String
        var clone: String { "\(scratch.path)/clone" }
        var tools: String { "\(scratch.path)/tools" }

        init() async throws {
            address = try #require(SharedMoto.address)
            scratch = try ScratchDirectory()
            try scratch.write("FROM scratch\nCOPY Dockerfile /\n", to: "clone/Dockerfile")
            let place = "\(scratch.path)/clone"
            for words in [
                ["init", "-q"], ["remote", "add", "origin", "https://127.0.0.1/acme/\(name).git"], ["add", "."], ["commit", "-qm", "One"],
            ] { try await Program.run(["git"] + words, in: place) }
            sha = String(try await Program.run(["git", "rev-parse", "HEAD"], in: place).prefix(12))
            try await python("ecr.create_repository(repositoryName='acme/\(name)')")
        }

        func python(_ line: String) async throws {
            let script = "import boto3, json\necr = boto3.client('ecr', region_name='us-east-1', endpoint_url='\(address)')\n\(line)"
            try await Program.run(["python3", "-c", script], environment: MotoServer.environment)
        }

        /// Another image in the repository for each tag.
        func put(_ tag: String) async throws { try await python(Self.putting("'acme/\(name)'", "'\(tag)'")) }

        static func putting(_ repository: String, _ tag: String) -> String {
            """
            kind = 'application/vnd.docker.distribution.manifest.v2+json'
            layer = {'mediaType': 'application/vnd.docker.image.rootfs.diff.tar.gzip', 'size': 1, 'digest': 'sha256:' + \(tag)}
            manifest = {'schemaVersion': 2, 'mediaType': kind, 'config': layer, 'layers': [layer]}
            ecr.put_image(repositoryName=\(repository), imageTag=\(tag), imageManifest=json.dumps(manifest))
            """
        }

        /// In docker's place: writes down what it is called with, and gives the emulator an image for each push.
        func record(as tool: String) throws {
            try scratch.write(
                """
                #!/usr/bin/env python3
                import boto3, json, os, sys
                words = sys.argv[1:]
                seen = {"words": words, "host": os.environ.get("DOCKER_HOST")}
                if "push" in words:
                    given = words[words.index("--config") + 1] + "/config.json" if "--config" in words else words[words.index("--authfile") + 1]
                    seen |= {"login": json.load(open(given)), "mode": oct(os.stat(given).st_mode & 0o777), "file": given}
                    ecr = boto3.client("ecr", region_name="us-east-1", endpoint_url=os.environ["AWS_ENDPOINT_URL"])
                    repository, tag = words[-1].split("/", 1)[1].rsplit(":", 1)
                \(Self.putting("repository", "tag").split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
                if "inspect" in words:
                    print("unix:///run/elsewhere.sock")
                with open("\(scratch.path)/calls", "a") as calls:
                    calls.write(json.dumps(seen) + "\\n")
                """, to: "tools/\(tool)")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(tools)/\(tool)")
        }

        func calls() throws -> [JSON] {
            try String(contentsOfFile: "\(scratch.path)/calls", encoding: .utf8).split(separator: "\n").compactMap {
                JSON(parsing: String($0))
            }
        }

        /// - Parameter path: what programs are found; nil: the tests' own.
        func bunsen(_ words: String..., path: String? = nil) async throws -> Program.Result {
            var environment = MotoServer.environment.merging(["AWS_ENDPOINT_URL": address, "AWS_REGION": "us-east-1"]) { $1 }
            if let path { environment["PATH"] = path }
            return try await Program.result([BunsenProgram.path, "project", "image"] + words, in: clone, environment: environment)
        }

        /// Everything but tools for containers.
        var bare: String {
            get throws {
                for program in ["git", "python3", "env"] {
                    let path = (Program.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(program)" }
                    let found = try #require(path.first { FileManager.default.isExecutableFile(atPath: $0) })
                    try FileManager.default.createDirectory(atPath: tools, withIntermediateDirectories: true)
                    try? FileManager.default.createSymbolicLink(atPath: "\(tools)/\(program)", withDestinationPath: found)
                }
                return tools
            }
        }
    }

    @Test func `promote gives an image the tag that jobs run, once, and names those there are`() async throws {
        let house = try await House()
        let missing = try await house.bunsen("promote")
        #expect(missing.code == 2 && missing.error.contains("no image with the tag dev-\(house.sha)"), "\(missing)")
        try await house.put("dev-\(house.sha)")
        try await house.put("dev-000000000000")
        let first = try await house.bunsen("promote", "--json")
        let answer = try #require(JSON(parsing: first.output))
        #expect(first.code == 0 && answer["promoted"] == "prod" && answer["former"] == nil, "\(first)")
        let digest = try #require(answer["digest"]?.text)
        #expect(digest.hasPrefix("sha256:"))
        let again = try await house.bunsen("promote")
        #expect(again.code == 0 && again.output == "acme/\(house.name):prod is dev-\(house.sha) already\n", "\(again)")
        let other = try await house.bunsen("promote", "dev-000000000000", "--json")
        #expect(JSON(parsing: other.output)?["former"]?.text == digest, "\(other)")
        let named = try await house.bunsen("promote", "dev-1")
        #expect(named.error.contains("or name one of: dev-"), "\(named)")
        let elsewhere = try await house.bunsen("promote", "--repository", "Some.Thing")
        #expect(elsewhere.code == 1 && elsewhere.error.contains("no repository acme/some-thing"), "\(elsewhere)")
    }

    @Test(arguments: ["docker", "podman"])
    func `push builds and sends, and the login is in no argument and in no file afterwards`(_ tool: String) async throws {
        let house = try await House()
        try house.record(as: tool)
        let result = try await house.bunsen("push", "--promote", "--json", "--tool", tool, path: try house.bare)
        #expect(result.code == 0, "\(result)")
        let answer = try #require(JSON(parsing: result.output))
        let remote = "123456789012.dkr.ecr.us-east-1.amazonaws.com/acme/\(house.name):dev-\(house.sha)"
        #expect(answer["image"]?.text == remote && answer["promoted"] == true)
        let calls = try house.calls()
        #expect(calls[0]["words"]?.list.map { $0.text ?? "" }.first == "build")
        let push = try #require(calls.last)
        let auth = try #require(push["login"]?["auths"]?["123456789012.dkr.ecr.us-east-1.amazonaws.com"]?["auth"]?.text)
        #expect(push["mode"] == "0o600" && push["words"]?.list.last?.text == remote)
        #expect(!calls.contains { "\($0["words"] ?? "")".contains(auth) } && !(result.output + result.error).contains(auth))
        #expect(!FileManager.default.fileExists(atPath: push["file"]?.text ?? "/"))
        // Its contexts lie in the directory that is replaced.
        if tool == "docker" {
            #expect(push["host"]?.text == ProcessInfo.processInfo.environment["DOCKER_HOST"] ?? "unix:///run/elsewhere.sock")
        }
        #expect(try await house.bunsen("promote").output.hasSuffix("already\n"))
    }

    @Test func `without docker and podman it says what to call elsewhere`() async throws {
        let house = try await House()
        let path = try house.bare
        for words in [["build"], ["push", "--region", "us-east-1"]] {
            let result = try await house.bunsen(words[0], "--directory", ".", path: path)
            #expect(result.code == 1 && result.error.contains("no docker or podman here"), "\(result)")
            #expect(
                result.error.contains("docker build --platform linux/amd64 --tag acme/\(house.name):dev-\(house.sha) --file Dockerfile ."))
        }
        try house.scratch.write("FROM scratch\n", to: "clone/Other")
        #expect(try await house.bunsen("build", path: path).error.contains("dev-\(house.sha)-changed"))
    }

    @Test(.enabled(if: Requirement.containers, "needs podman: run scripts/install.sh"))
    func `a build is podman's own image, under the commit's tag`() async throws {
        let house = try await House()
        let result = try await house.bunsen("build", "--tool", "podman", "--json")
        let image = "acme/\(house.name):dev-\(house.sha)"
        #expect(result.code == 0 && JSON(parsing: result.output)?["image"]?.text == image, "\(result)")
        try await Program.run(["podman", "image", "exists", image])
        try await Program.run(["podman", "rmi", image])
        try FileManager.default.removeItem(atPath: "\(house.clone)/Dockerfile")
        #expect(try await house.bunsen("build", "--tool", "podman").code == 2)
    }
}
