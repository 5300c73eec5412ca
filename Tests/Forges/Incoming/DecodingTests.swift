import Forges
import Foundation
import RunModel
import TestKit
import Testing

@Suite("Reading a delivery")
struct DecodingTests {
    @Test(
        "a real payload gives exactly what it says",
        .enabled(if: SharedVectors.areThere, "the shared vectors are not beside the checkout"),
        arguments: SharedVectors.samples)
    func sample(_ sample: SharedVectors.Sample) throws {
        let delivery = sample.delivery
        #expect(Webhooks.detect(delivery) == sample.expected.forge)
        let content = try Webhooks.format(of: sample.expected.forge).read(delivery)
        #expect(content.pushes == sample.expected.pushes)
        #expect(content.ignored == sample.expected.ignored)
    }

    @Test(
        "every shared payload has been read",
        .enabled(if: SharedVectors.areThere, "the shared vectors are not beside the checkout"))
    func all() throws {
        let names =
            FileManager.default.subpaths(atPath: SharedVectors.root.appending(path: "webhooks").path)
            ?? []
        #expect(
            SharedVectors.samples.count == names.count { $0.hasSuffix(".expect.json") }
                && SharedVectors.samples.count > 50)
    }

    private static let sha = String(repeating: "a", count: 40)

    @Test("each forge's own shape gives the same push", arguments: ForgeKind.allCases)
    func shapes(kind: ForgeKind) throws {
        let sha = try #require(CommitSHA(Self.sha))
        let signed = try SignedPush(
            kind, branch: "feature/x", sha: sha, message: "Try\r\n\n:ACME_RUN:\n", secret: "s")
        let delivery = Delivery(
            headers: signed.headers.map { (name: $0.key, value: $0.value) }, body: signed.body)
        #expect(Webhooks.detect(delivery) == kind)
        let format = Webhooks.format(of: kind)
        let answers = (
            format.kind, ["s", "t"].map { format.isAuthentic(delivery, secret: Secret($0), now: Date()) }
        )
        #expect(answers.0 == kind && answers.1 == [true, false])
        let content = try format.read(delivery)
        let push = try #require(content.pushes.first)
        #expect(content.pushes.count == 1 && content.ignored.isEmpty)
        #expect(
            push.repository == "acme/pipeline" && push.branch.text == "feature/x" && push.after == sha
                && !push.created)
        #expect(push.before?.text == String(repeating: "1", count: 40) && push.pusherLogin == "ada")
        #expect(push.headMessage == (kind == .bitbucketDC ? nil : "Try\r\n\n:ACME_RUN:\n"))
        #expect(Webhooks.deliveryID(delivery)?.isEmpty == false)
    }
}
