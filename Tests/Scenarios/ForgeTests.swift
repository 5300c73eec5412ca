import Foundation
import RunModel
import TestKit
import Testing

/// A signed delivery in, a status and a report out: each forge as its own API documents it, with real git over authenticated
/// HTTP in between.
@Suite("A forge", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct ForgeTests {
    private static let secret = "hook-secret-for-tests"

    @Test(arguments: [ForgeKind.github, .gitlab, .bitbucket, .gitea, .forgejo])
    func `runs what a signed push asks for, and shows status and report where people look`(kind: ForgeKind) async throws {
        switch kind {
        case .gitlab: try await Self.tell(FakeGitLab.self, kind, ["pending", "running", "success"])
        case .bitbucket: try await Self.tell(FakeBitbucket.self, kind, ["INPROGRESS", "SUCCESSFUL"])
        case .gitea, .forgejo: try await Self.tell(FakeGitea.self, kind, ["pending", "success"])
        default: try await Self.tell(FakeGitHub.self, kind, ["pending", "success"])
        }
    }

    private static func tell<Fake: FakeForge>(_: Fake.Type, _ kind: ForgeKind, _ words: [String]) async throws {
        let pipeline = try await PipelineFixture()
        let token = Fake.writeToken
        try await serving(pipeline, kind, token: token) { (fake: Fake, service, port) in
            let sha = try await pipeline.push("Try \(kind)\n\n:ACME_RUN:", branch: "topic")
            fake.add(sha, branches: "topic")
            let request = fake.addPull(of: "topic", at: sha)
            fake.addPull(of: "topic", at: sha, from: "mallory/pipeline")
            try pipeline.hold("train")
            let push = try SignedPush(kind, branch: "topic", sha: sha, message: "Try \(kind)\n\n:ACME_RUN:", secret: secret)
            let answer = try await push.send(to: port)
            #expect(answer.status == 202 && answer.body.contains("r-"), "\(answer)")
            try await eventually("a status") { !fake.statuses(of: sha).isEmpty }
            try await pipeline.reached("train")
            #expect(Processes.leaks(of: token).isEmpty)
            try pipeline.release("train")
            let run = try #require(try await service.ended().first)
            #expect(run.state == "succeeded", "\(run)")
            try await eventually("the report") { !fake.comments(on: .pull(request)).isEmpty }
            try await eventually("the last status") { fake.statuses(of: sha).last?.state == words.last }
            let shown = fake.statuses(of: sha)
            #expect(shown.first?.state == words.first && Set(shown.map(\.state)).isSubset(of: words), "\(shown)")
            #expect(shown.allSatisfy { $0.link?.hasPrefix("http") == true })
            #expect(fake.comments.count == 1)
            let text = fake.comments.first?.body ?? ""
            #expect(text.contains("succeeded") && text.contains("accuracy") && text.contains(run.id), "\(text)")
            // Told again, it is the same run, and nothing more is said.
            #expect(try await push.send(to: port).body.contains(run.id))
            #expect(try await service.runs().count == 1)
            let found = try await Program.result(["grep", "-rl", "--", token, service.state, "\(service.state)-service.log"])
            #expect(found.output == "")
            #expect(!service.log.contains(secret))
        }
    }

    @Test(arguments: [ForgeKind.github, .gitlab, .bitbucket, .gitea])
    func `shows a sweep as one status and one leaderboard, edited in place`(kind: ForgeKind) async throws {
        switch kind {
        case .gitlab: try await Self.tellSweep(FakeGitLab.self, kind, "success")
        case .bitbucket: try await Self.tellSweep(FakeBitbucket.self, kind, "SUCCESSFUL")
        case .gitea: try await Self.tellSweep(FakeGitea.self, kind, "success")
        default: try await Self.tellSweep(FakeGitHub.self, kind, "success")
        }
    }

    private static func tellSweep<Fake: FakeForge>(_: Fake.Type, _ kind: ForgeKind, _ last: String) async throws {
        let pipeline = try await PipelineFixture()
        try await serving(pipeline, kind, token: Fake.writeToken) { (fake: Fake, service, port) in
            let message = "Sweep\n\n:ACME_RUN: -S train.lr=0.3,0.7,0.5\n:ACME_RUN_EXP:"
            let sha = try await pipeline.push(message, branch: "topic")
            fake.add(sha, branches: "topic")
            let request = fake.addPull(of: "topic", at: sha)
            try pipeline.hold("train")
            let push = try SignedPush(kind, branch: "topic", sha: sha, message: message, secret: secret)
            #expect(try await push.send(to: port).body.contains("\"s-"))
            try await eventually("the leaderboard") { !fake.comments(on: .pull(request)).isEmpty }
            try await pipeline.reached("train")
            try pipeline.release("train")
            let sweep = try await service.endedSweep()
            #expect(sweep.counts.succeeded == 3, "\(sweep)")
            #expect(fake.comments.count == 1)
            let text = fake.comments.first?.body ?? ""
            #expect(text.contains("a sweep of 3 runs ended: 3 succeeded") && text.contains(sweep.id), "\(text)")
            let values = sweep.runs.compactMap(\.value)
            #expect(values == [0.7, 0.5, 0.3])
            let shown = fake.statuses(of: sha)
            #expect(shown.last?.state == last && shown.last?.link?.contains("/sweeps/\(sweep.id)") == true, "\(shown)")
            // Delivered again, it is the same sweep, and nothing more is said.
            #expect(try await push.send(to: port).body.contains(sweep.id))
            #expect(try await service.sweeps().count == 1 && fake.comments.count == 1)
        }
    }

    @Test func `shows in its pull request what a change has made of real training`() async throws {
        let pipeline = try await PipelineFixture(example: "digits")
        try await Self.serving(pipeline, .github, token: FakeGitHub.writeToken) { (fake: FakeGitHub, service, port) in
            let run = "Train\n\n:ACME_RUN:"
            let first = try await pipeline.push(run)
            fake.add(first, branches: "main")
            let accepted = try await SignedPush(.github, sha: first, message: run, secret: Self.secret).send(to: port)
            #expect(accepted.status == 202)
            try await service.ended()
            try await pipeline.git("pull", "--quiet", "origin", "main")
            let change = "Train for ten epochs alone\n\n:ACME_RUN:"
            let params = try String(contentsOfFile: "\(pipeline.clone)/params.yaml", encoding: .utf8)
            try pipeline.scratch.write(params.replacing("epochs: 30", with: "epochs: 10"), to: "clone/params.yaml")
            let second = try await pipeline.push(change, branch: "shorter")
            fake.add(second, branches: "shorter")
            let request = fake.addPull(of: "shorter", at: second)
            let push = try SignedPush(.github, branch: "shorter", sha: second, message: change, secret: Self.secret)
            let taken = try await push.send(to: port)
            try #require(taken.body.contains("\"r-"), "\(taken)")
            #expect(try await service.ended(2).allSatisfy { $0.state == "succeeded" })
            try await eventually("the report") { !fake.comments(on: .pull(request)).isEmpty }
            let text = fake.comments(on: .pull(request)).first?.body ?? ""
            for part in ["metrics.json", "train.epochs", "accuracy", "featurize"] { #expect(text.contains(part), "\(part): \(text)") }
        }
    }

    @Test func `says on the commit what is wrong with its directives, and starts nothing`() async throws {
        let pipeline = try await PipelineFixture()
        try await Self.serving(pipeline, .github, token: FakeGitHub.writeToken) { (fake: FakeGitHub, service, port) in
            let sha = try await pipeline.push("Try\n\n:ACME_RUN: --bogus")
            fake.add(sha, branches: "main")
            let push = try SignedPush(.github, sha: sha, message: "Try\n\n:ACME_RUN: --bogus", secret: Self.secret)
            let answer = try await push.send(to: port)
            #expect(answer.status == 202 && answer.body.contains("unknown_flag"), "\(answer)")
            try await eventually("the comment") { !fake.comments(on: .commit(sha.text)).isEmpty }
            try await eventually("the status") { fake.statuses(of: sha).last?.state == "failure" }
            #expect(fake.comments.first?.body.contains("--bogus") == true)
            #expect(try await service.runs().isEmpty)
        }
    }

    @Test func `of Data Center is read, its message with git`() async throws {
        let pipeline = try await PipelineFixture()
        try await Self.serving(pipeline, .bitbucketDC, token: FakeGitHub.writeToken) { (_: FakeGitHub, service, port) in
            let sha = try await pipeline.push("Try\n\n:ACME_RUN:")
            let push = try SignedPush(.bitbucketDC, sha: sha, message: "", secret: Self.secret)
            let answer = try await push.send(to: port)
            #expect(answer.status == 202, "\(answer)")
            #expect(try await service.ended().first?.state == "succeeded")
        }
    }

    @Test func `that is down keeps no result back, and is told when it is up again`() async throws {
        let pipeline = try await PipelineFixture()
        try await Self.serving(pipeline, .github, token: FakeGitHub.writeToken) { (fake: FakeGitHub, service, port) in
            let sha = try await pipeline.push("Try\n\n:ACME_RUN:")
            fake.add(sha, branches: "main")
            fake.fail(.status(502), times: 12, path: "/repos/")
            let push = try SignedPush(.github, sha: sha, message: "Try\n\n:ACME_RUN:", secret: Self.secret)
            #expect(try await push.send(to: port).status == 202)
            #expect(try await service.ended().first?.state == "succeeded")
            try await eventually("the report", within: .seconds(90)) { fake.comments(on: .commit(sha.text)).count == 1 }
        }
    }

    /// A repository behind a token, a fake forge and a service that listens; `body` gets the service's port.
    private static func serving<Fake: FakeForge>(
        _ pipeline: PipelineFixture, _ kind: ForgeKind, token: String,
        _ body: @escaping @Sendable (Fake, ServiceFixture, Int) async throws -> Void
    ) async throws {
        try await pipeline.serving(token: token, secrets: ["hook": secret]) { url in
            try await Fake.serving { fake in
                let service = try ServiceFixture(
                    pipeline.scratch,
                    settings: """
                        poll: {enabled: false}
                        public_url: https://bunsen.example.org
                        projects:
                          project:
                            url: \(url)
                            repository: 127.0.0.1/acme/pipeline
                            forge: \(kind.rawValue)
                            api: \(fake.api)
                            token: {file: \(pipeline.secrets)/token}
                            webhook: {secrets: [{file: \(pipeline.secrets)/hook}]}

                        """)
                try await service.serving(arguments: ["--listen", "127.0.0.1:0"]) { _ in
                    try await body(fake, service, try await service.port())
                }
            }
        }
    }
}
