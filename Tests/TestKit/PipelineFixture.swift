import Foundation
package import RunModel

/// A real bare repository with a real DVC project of four small stages, a clone of it, and a DVC remote beside them.
package struct PipelineFixture: Sendable {
    package let scratch: ScratchDirectory
    package var bare: String { "\(scratch.path)/project.git" }
    package var clone: String { "\(scratch.path)/clone" }
    package var remote: String { "\(scratch.path)/remote" }

    /// - Parameters:
    ///   - example: the name of one under `Examples/` to take the place of the four stages.
    ///   - stageSeconds: how long each of the four but the last one takes.
    package init(example: String? = nil, stageSeconds: Double = 0) async throws {
        scratch = try ScratchDirectory()
        try await Program.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", bare])
        try await Program.run(["git", "clone", "--quiet", bare, clone])
        try await git("checkout", "--quiet", "-B", "main")
        try await Program.run(["dvc", "init", "--quiet"], in: clone)
        try await Program.run(["dvc", "remote", "add", "--quiet", "-d", "store", remote], in: clone)
        if let example {
            try await Program.run(["cp", "-r", "\(Program.checkout)/Examples/\(example)/.", clone])
        } else {
            try scratch.write(Self.pipeline, to: "clone/dvc.yaml")
            try scratch.write("train:\n  lr: 0.1\n", to: "clone/params.yaml")
            try scratch.write(Self.step(scratch.path, seconds: stageSeconds), to: "clone/step.sh")
        }
        try await git("add", "-A")
        try await git("commit", "--quiet", "-m", "Lay out the pipeline")
        try await git("push", "--quiet", "origin", "main")
    }

    /// git in the clone.
    @discardableResult
    package func git(_ words: String...) async throws -> String {
        try await Program.run(["git"] + words, in: clone).trimmed
    }

    /// git in the bare repository: what the world sees.
    @discardableResult
    package func origin(_ words: String...) async throws -> String {
        try await Program.run(["git", "-C", bare] + words).trimmed
    }

    /// Commits everything in the clone with a message, and pushes it.
    package func push(_ message: String, branch: String = "main") async throws -> CommitSHA {
        try await git("add", "-A")
        try await git("commit", "--quiet", "--allow-empty", "-m", message)
        try await git("push", "--quiet", "origin", "HEAD:refs/heads/\(branch)")
        guard let sha = CommitSHA(try await git("rev-parse", "HEAD")) else {
            throw Program.Failed(description: "no commit was made")
        }
        return sha
    }

    /// A stage that says what it does, takes its time, and stands still while its test holds it.
    private static func step(_ place: String, seconds: Double) -> String {
        """
        # step.sh NAME IN OUT
        echo "working on $1"
        echo "$1" >> \(place)/ran
        sleep \(seconds)
        if [ -e \(place)/hold-$1 ]; then
            : > \(place)/at-$1
            while [ -e \(place)/hold-$1 ]; do sleep 0.05; done
        fi
        { cat "$2"; echo "$1"; } > "$3"

        """
    }

    /// The stages that have begun to run, in their order, by whichever job.
    package func stagesRun() throws -> [String] {
        let path = "\(scratch.path)/ran"
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    /// How often a stage has begun to run.
    package func ran(_ stage: String) throws -> Int { try stagesRun().count { $0 == stage } }

    /// Makes a stage stand still from its next start on.
    package func hold(_ stage: String) throws { try scratch.write("", to: "hold-\(stage)") }

    package func release(_ stage: String) throws { try FileManager.default.removeItem(atPath: "\(scratch.path)/hold-\(stage)") }

    /// Waits until a held stage has started.
    package func reached(_ stage: String) async throws {
        try await eventually("stage \(stage) starts") { FileManager.default.fileExists(atPath: "\(scratch.path)/at-\(stage)") }
    }

    /// Commits, and pushes through the hook; gives also what the pusher reads.
    @discardableResult
    package func pushAndListen(_ message: String, branch: String = "main", options: [String] = []) async throws -> (
        sha: CommitSHA, said: String
    ) {
        try await git("add", "-A")
        try await git("commit", "--quiet", "--allow-empty", "-m", message)
        let said = try await Program.run(["git", "push"] + options + ["origin", "HEAD:refs/heads/\(branch)"], in: clone)
        guard let sha = CommitSHA(try await git("rev-parse", "HEAD")) else { throw Program.Failed(description: "no commit was made") }
        return (sha, said)
    }

    private static let pipeline = """
        stages:
          prepare:
            cmd: sh step.sh prepare params.yaml prepared.txt
            deps: [step.sh]
            params: [train.lr]
            outs: [prepared.txt]
          featurize:
            cmd: sh step.sh featurize prepared.txt features.txt
            deps: [step.sh, prepared.txt]
            outs: [features.txt]
          train:
            cmd: sh step.sh train features.txt model.txt
            deps: [step.sh, features.txt]
            params: [train.lr]
            outs: [model.txt]
          evaluate:
            cmd: "printf '{\\"accuracy\\": %s}' $(sed -n 's/.*lr: //p' model.txt) > metrics.json"
            deps: [model.txt]
            metrics:
              - metrics.json:
                  cache: false

        """
}

extension String {
    package var trimmed: String {
        var text = Substring(self)
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
