import Engine
import Foundation
import Glibc
import LocalExecutor
import RunModel
import TestKit
import Testing

/// What a job gets of the service: what it was meant to get.
@Suite(.timeLimit(.minutes(20)))
struct LocalExecutorPrivacyTests {
    private static func project(_ name: String, secrets: [String: SecretSource] = [:]) -> ProjectSettings {
        ProjectSettings(
            name: name, url: "https://git.example.org/team/\(name).git", token: .environment("TOKEN_OF_\(name.uppercased())"),
            secrets: secrets)
    }

    @Test(
        "jobs run as the user that the settings name, without a privilege, and do not see the state",
        .enabled(if: geteuid() == 0, "needs root"))
    func runAs() async throws {
        let subject = try LocalSubject(runAs: "nobody")
        try subject.scratch.write("private", to: "state/private")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: "\(subject.state)/private")
        let submission = try Submission.doing(
            """
            status = open('/proc/self/status').read()
            privileges = [line.split()[1] for line in status.splitlines() if line.startswith(('CapEff', 'CapBnd'))]
            leave('seen', f"{os.getuid()} {os.environ['USER']} {os.access('\(subject.state)/private', os.R_OK)} {set(privileges)}")
            finish()
            """)
        let job = try await subject.local.submit(submission)
        let evidence = try await subject.collected(job)
        #expect(evidence.end?.outcome == .succeeded)
        let nobody = try #require(getpwnam("nobody")).pointee.pw_uid
        #expect(try await subject.awaited("seen", by: submission) == "\(nobody) nobody False {'0000000000000000'}")
    }

    @Test("a user that is not there ends the run with a reason, and starts nothing")
    func unknownUser() async throws {
        let subject = try LocalSubject(runAs: "no-such-user")
        let error = await #expect(throws: ExecutorError.self) { _ = try await subject.local.submit(try Submission.doing("finish()")) }
        #expect(error?.failure.reason == .misconfigured && error?.isTransient == false)
    }

    @Test("the forge token is read on descriptor 3, and stands in no environment, command line or file")
    func token() async throws {
        // Not a literal, as then it would stand in this test's own memory alone but in its source as well.
        let token = "tok-\(UUID().uuidString)"
        let scratch = try ScratchDirectory()
        try scratch.write("\(token)\n", to: "token")
        var project = Self.project("project")
        project.token = .file("\(scratch.path)/token")
        let subject = try LocalSubject(projects: [project])
        let submission = try Submission.doing(
            """
            read = os.fdopen(3).read()
            leave('length', f"{options['--token-fd']} {len(read)} {hash(read) == hash(open('\(scratch.path)/token').read().strip())}")
            spawn('p'); wait('go'); finish()
            """, project: project)
        let job = try await subject.local.submit(submission)
        #expect(try await subject.awaited("length", by: submission) == "3 \(token.utf8.count) True")
        _ = try await subject.awaited("p", by: submission)
        let needle = Data(token.utf8)
        for pid in ProcFiles.all {
            for name in ["environ", "cmdline"] {
                #expect(ProcFiles.bytes(pid, name).firstRange(of: needle) == nil, "\(name) of \(pid)")
            }
        }
        try subject.leave("go", for: submission)
        _ = try await subject.collected(job)
        var count = 0
        let files = try #require(FileManager.default.enumerator(atPath: subject.state))
        while let name = files.nextObject() as? String {
            count += 1
            guard let bytes = FileManager.default.contents(atPath: "\(subject.state)/\(name)") else { continue }
            #expect(bytes.firstRange(of: needle) == nil, "\(name)")
        }
        #expect(count > 5)
    }

    @Test("a job sees the service's environment without the service's own and everybody's secrets, and with its own")
    func environment() async throws {
        var mine = Self.project("mine", secrets: ["WANDB_API_KEY": .environment("WANDB_OF_MINE"), "HF_TOKEN": .environment("HF_TOKEN")])
        mine.webhook.secrets = [.environment("HOOK_OF_MINE")]
        let other = Self.project("other", secrets: ["WANDB_API_KEY": .environment("WANDB_OF_OTHER")])
        let subject = try LocalSubject(
            environment: [
                "LANG": "C.UTF-8", "AWS_PROFILE": "ml", "TOKEN_OF_MINE": "t1", "TOKEN_OF_OTHER": "t2", "HOOK_OF_MINE": "k1",
                "WANDB_OF_MINE": "w1",
                "WANDB_OF_OTHER": "w2", "HF_TOKEN": "h1", "BUNSEN_STATE": "/s", "BUNSEN_JOB": "outer", "BUNSEN_JOB_PAUSE_AFTER": "claim",
                "NOTIFY_SOCKET": "/n", "BITBUCKET_AUTH": "me:b1", "ACME_RUN_COMMAND": "make",
            ], projects: [mine, other])
        let submission = try Submission.doing("leave('env', json.dumps(dict(os.environ))); finish()", project: mine)
        let job = try await subject.local.submit(submission)
        _ = try await subject.collected(job)
        let text = try #require(subject.left("env", by: submission))
        var seen = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        // Python's own.
        seen["LC_CTYPE"] = nil
        #expect(
            seen == [
                "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "AWS_PROFILE": "ml", "WANDB_API_KEY": "w1", "HF_TOKEN": "h1",
                "ACME_RUN_COMMAND": "make", "BUNSEN_JOB": job, "BUNSEN_JOB_PAUSE_AFTER": "claim", "CUDA_VISIBLE_DEVICES": "",
            ])
    }

    @Test("BITBUCKET_AUTH is there for the project whose secrets have it, with their value, and for no other", arguments: [true, false])
    func bitbucketAuth(isSecret: Bool) async throws {
        let project = Self.project("mine", secrets: isSecret ? ["BITBUCKET_AUTH": .environment("AUTH_OF_MINE")] : [:])
        let subject = try LocalSubject(
            environment: ["BITBUCKET_AUTH": "service", "AUTH_OF_MINE": "mine", "TOKEN_OF_MINE": "t1"], projects: [project])
        let submission = try Submission.doing("leave('auth', os.environ.get('BITBUCKET_AUTH')); finish()", project: project)
        _ = try await subject.collected(try await subject.local.submit(submission))
        #expect(subject.left("auth", by: submission) == (isSecret ? "mine" : "None"))
    }

    @Test("a job leads a session, and has nothing open but its output")
    func descriptors() async throws {
        let subject = try LocalSubject()
        // One that a child would inherit.
        let open = dup(0)
        defer { close(open) }
        let submission = try Submission.doing(
            """
            def target(n):
                try: return os.readlink(f'/proc/self/fd/{n}')
                except OSError: return ''
            leave('open', json.dumps({n: target(n) for n in os.listdir('/proc/self/fd') if target(n)}))
            leave('session', os.getsid(0) == os.getpid())
            leave('place', os.getcwd())
            finish()
            """)
        let job = try await subject.local.submit(submission)
        _ = try await subject.collected(job)
        let text = try #require(subject.left("open", by: submission))
        let log = "\(subject.attempt(submission))/log"
        #expect(try JSONDecoder().decode([String: String].self, from: Data(text.utf8)) == ["0": "/dev/null", "1": log, "2": log])
        #expect(subject.left("session", by: submission) == "True")
        #expect(subject.left("place", by: submission) == subject.work(submission.run))
    }

    @Test("a secret that cannot be had fails the run, in words that say which")
    func missingSecret() async throws {
        let project = Self.project("project", secrets: ["WANDB_API_KEY": .environment("NOT_SET")])
        let subject = try LocalSubject(environment: ["TOKEN_OF_PROJECT": "t"], projects: [project])
        let submission = try Submission.doing("finish()", project: project)
        let error = await #expect(throws: ExecutorError.self) { try await subject.local.submit(submission) }
        #expect(error?.failure.reason == .misconfigured && error?.isTransient == false)
        #expect(error?.failure.message.contains("WANDB_API_KEY") ?? false)
        #expect(try await subject.local.observe("\(submission.run.id)/1") == .unknown)
    }
}
