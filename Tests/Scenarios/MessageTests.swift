import Foundation
import RunModel
import TestKit
import Testing

@Suite("Messages of a service", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct MessageTests {
    @Test func `a failure and the recovery after it come by mail, encrypted and logged in, and the password stays a secret`() async throws {
        let pipeline = try await PipelineFixture()
        let password = "mail-password-\(UUID().uuidString.lowercased())"
        try await MailServer.serving(in: pipeline.scratch, login: ("bunsen", password)) { server in
            try pipeline.scratch.write(password + "\n", to: "secrets/mail")
            try await Program.run(["chmod", "-R", "go=", pipeline.secrets])
            let service = try ServiceFixture(
                pipeline.scratch,
                settings: """
                    smtp: {url: "\(server.url)", from: bunsen@lab.example, user: bunsen, password: {file: "\(pipeline.secrets)/mail"}}
                    messages:
                      lab: {email: lab@lab.example}

                    """, environment: ["CURL_CA_BUNDLE": server.certificate])
            try await service.install(pipeline.bare)
            let step = try String(contentsOfFile: "\(pipeline.clone)/step.sh", encoding: .utf8)
            try await service.serving { _ in
                try pipeline.scratch.write("echo 'no such column: age'; exit 3\n", to: "clone/step.sh")
                try await pipeline.pushAndListen("Break it\n\n:ACME_RUN:")
                try await service.ended()
                try await eventually("the failure is mailed") { try server.mails().count == 1 }
                try pipeline.scratch.write(step, to: "clone/step.sh")
                try await pipeline.pushAndListen("Mend it\n\n:ACME_RUN:")
                try await service.ended(2)
                try await eventually("the recovery is mailed") { try server.mails().count == 2 }
                let mails = try server.mails()
                #expect(mails[0].contains("failed (stage_failed) in stage prepare: Break it"))
                #expect(MailServer.text(of: mails[0]).contains("no such column: age"))
                #expect(mails[1].contains("recovered: Mend it"))
                #expect(Processes.leaks(of: password) == [])
                let tried = try await service.bunsen("messages", "test", "lab")
                #expect(tried.code == 0, "\(tried)")
                #expect(try server.mails().count == 3)
                let unknown = try await service.bunsen("messages", "test", "lob")
                #expect(unknown.code == 2 && unknown.error.contains("lab"), "\(unknown)")
            }
            let found = try await Program.result(["grep", "-rl", "--", password, service.state, "\(service.state)-service.log"])
            #expect(found.output == "")
        }
    }
}
