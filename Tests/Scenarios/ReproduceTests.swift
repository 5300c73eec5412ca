import Foundation
import RunModel
import TestKit
import Testing

/// `bunsen reproduce`.
@Suite("A result that is made once more", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct ReproduceTests {
    private struct Told: Decodable {
        let same: Bool
        let firstDifference: String?

        enum CodingKeys: String, CodingKey {
            case same
            case firstDifference = "first_difference"
        }
    }

    @Test func `is the same, or the first stage that differs is named; nothing is published`() async throws {
        let pipeline = try await PipelineFixture()
        // The one stage whose output depends on more than its inputs.
        let script = try String(contentsOfFile: "\(pipeline.clone)/step.sh", encoding: .utf8)
        let chance = "if [ -e \(pipeline.scratch.path)/chance ] && [ $1 = featurize ]; then date +%N >> \"$3\"; fi\n"
        let place = pipeline.scratch.path
        let spy = "cat \(place)/hook-secret >> \(place)/leaked 2>&1 || true\n"
        try pipeline.scratch.write(script + chance + spy, to: "clone/step.sh")
        try pipeline.scratch.write("a-webhook-secret-of-somebody", to: "hook-secret")
        let other = "projects: {other: {url: \"https://127.0.0.1:1/o/r\", webhook: {secrets: [{file: \(place)/hook-secret}]}}}\n"
        let service = try ServiceFixture(pipeline.scratch, settings: other)
        try await service.install(pipeline.bare)
        try await service.serving { _ in
            try await pipeline.pushAndListen("Run\n\n:ACME_RUN:")
            try await service.ended()
        }
        let run = try #require(try await service.runs().first)
        let refs = try await pipeline.origin("for-each-ref")
        let same = try await service.bunsen("reproduce", run.id, "--json")
        #expect(try same.code == 0 && same.json(Told.self).same, "\(same)")

        try pipeline.scratch.write("", to: "chance")
        let changed = try await service.bunsen("reproduce", run.id, "--json")
        let told = try changed.json(Told.self)
        #expect(changed.code == 1 && !told.same && told.firstDifference == "featurize", "\(changed)")
        let shown = try await service.bunsen("reproduce", run.id)
        #expect(shown.code == 1 && shown.output.contains("featurize is the first stage"), "\(shown)")
        #expect(try await pipeline.origin("for-each-ref") == refs)
        #expect(try !String(contentsOfFile: "\(place)/leaked", encoding: .utf8).contains("secret-of-somebody"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(service.state)/repetitions") == [])
        #expect(try await service.bunsen("reproduce", "r-2099").code != 0)
    }
}
