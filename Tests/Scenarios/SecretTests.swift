import Foundation
import RunModel
import TestKit
import Testing

@Suite("Secrets", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct SecretTests {
    /// A stage that looks for what it must not find: values of these forms in environments, command lines and the state.
    private static let spy = """
        pattern='[t]oken-for-tests-[0-9a-f]*'
        { cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline | tr '\\0' '\\n' | grep -c "$pattern"
          grep -rlE "$pattern" STATE CONFIG | wc -l
          env | grep -c "$pattern"; } > leaks.txt
        echo "the secret is $STAGE_SECRET"
        printf 'in two '; printf 'halves: %.8s' "$STAGE_SECRET"; printf '%s\\n' "$STAGE_SECRET" | cut -c9-
        [ -n "$STAGE_SECRET" ] && echo named >> leaks.txt

        """

    @Test func `the forge token is found nowhere, and a stage's own secret in no log`() async throws {
        let pipeline = try await PipelineFixture()
        let scratch = pipeline.scratch
        let token = "token-for-tests-\(UUID().uuidString.lowercased().filter { $0 != "-" })"
        let secret = "stage-secret-\(UUID().uuidString.lowercased())"
        try scratch.write(
            Self.spy.replacing("STATE", with: "\(scratch.path)/state").replacing("CONFIG", with: pipeline.secrets),
            to: "clone/spy.sh")
        try scratch.write(
            "stages:\n  spy:\n    cmd: sh spy.sh; sh step.sh spy spy.sh out.txt\n    deps: [spy.sh]\n    outs: [out.txt, leaks.txt]\n",
            to: "clone/dvc.yaml")
        try await pipeline.serving(token: token, secrets: ["stage": secret]) { url in
            let service = try ServiceFixture(
                scratch,
                settings: """
                    poll: {every: 1s}
                    projects:
                      project:
                        url: \(url)
                        token: {file: \(pipeline.secrets)/token}
                        secrets: {STAGE_SECRET: {file: \(pipeline.secrets)/stage}}

                    """)
            try pipeline.hold("spy")
            try await service.serving { _ in
                try await eventually("the first look") { service.log.contains("first look at a repository") }
                let sha = try await pipeline.push("Spy\n\n:ACME_RUN:")
                try await pipeline.reached("spy")
                #expect(Processes.leaks(of: token) == [])
                try pipeline.release("spy")
                let run = try #require(try await service.ended().first)
                #expect(run.state == "succeeded", "\(run)")
                #expect(try await pipeline.origin("rev-list", "--count", "\(sha)..main") == "1")
                let log = try await service.bunsen("runs", "logs", run.id)
                #expect(log.output.contains("the secret is") && !log.output.contains(secret), "\(log.output)")
                for text in [token, secret] {
                    let found = try await Program.result(["grep", "-rl", "--", text, service.state, "\(service.state)-service.log"])
                    #expect(found.output == "")
                }
            }
            let check = "\(scratch.path)/check"
            try await Program.run(["git", "clone", "--quiet", pipeline.bare, check])
            try await Program.run(["dvc", "pull", "--quiet"], in: check)
            #expect(try String(contentsOfFile: "\(check)/leaks.txt", encoding: .utf8) == "0\n0\n0\nnamed\n")
        }
    }
}
