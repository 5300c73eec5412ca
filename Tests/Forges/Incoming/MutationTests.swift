import Forges
import Foundation
import RunModel
import TestKit
import Testing

/// Payloads that were damaged at random: a reading may fail, and must not crash, nor give a push that is none.
///
/// The same damage in every run; `BUNSEN_SEED` makes other, `BUNSEN_MUTATIONS` more.
@Suite("Damaged deliveries")
struct MutationTests {
    private typealias Payload = (kind: ForgeKind, headers: [String: String], body: Data)

    private static func payloads() throws -> [Payload] {
        let sha = try #require(CommitSHA(String(repeating: "a", count: 40)))
        let own = try ForgeKind.allCases.map { kind in
            let push = try SignedPush(
                kind, branch: "feature/x", sha: sha, message: "Try\n\n:ACME_RUN:", secret: "s")
            return (kind, push.headers, push.body)
        }
        return own + SharedVectors.samples.map { ($0.expected.forge, $0.expected.headers, $0.body) }
    }

    @Test("never crash, and give no push that is none", .timeLimit(.minutes(20)))
    func damage() throws {
        let environment = ProcessInfo.processInfo.environment
        let rounds = environment["BUNSEN_MUTATIONS"].flatMap { Int($0) } ?? 1000
        let seed = environment["BUNSEN_SEED"].flatMap { UInt64($0) } ?? 1
        let payloads = try Self.payloads()
        var random = SeededRandom(seed: seed)
        var pushes = 0
        for round in 0..<rounds {
            let (kind, headers, body) = payloads[round % payloads.count]
            let bytes = random.damaged(Array(body), with: Array(random.pick(payloads).body))
            let delivery = Delivery(
                headers: headers.map { (name: $0.key, value: $0.value) }, body: Data(bytes))
            guard let content = try? Webhooks.format(of: kind).read(delivery) else { continue }
            pushes += content.pushes.count
            for push in content.pushes {
                #expect(
                    WellFormed.isBranch(push.branch.text),
                    "BUNSEN_SEED=\(seed), round \(round): \(push.branch)")
                #expect(
                    WellFormed.isCommit(push.after.text), "BUNSEN_SEED=\(seed), round \(round): \(push.after)"
                )
                #expect(
                    push.before.map { WellFormed.isCommit($0.text) } ?? true,
                    "BUNSEN_SEED=\(seed), round \(round)")
                #expect(push.created == (push.before == nil), "BUNSEN_SEED=\(seed), round \(round)")
            }
        }
        #expect(
            pushes > rounds / 20,
            "BUNSEN_SEED=\(seed): hardly anything was read, so hardly anything was tried")
    }

    @Test("what is called well-formed here is what git takes")
    func ownRules() {
        for name in ["main", "feature/x", "żółw", "a@b", "a.b-c"] { #expect(WellFormed.isBranch(name)) }
        for name in [
            "", "-x", "a b", "a..b", "a//b", "/a", "a/", ".a", "a/.b", "a.lock", "a.", "a@{b", "a~",
            "a\u{0}", "@", "HEAD",
        ] {
            #expect(!WellFormed.isBranch(name), "\(name)")
        }
        #expect(
            WellFormed.isCommit(String(repeating: "0a", count: 20))
                && !WellFormed.isCommit(String(repeating: "0", count: 40)))
        #expect(!WellFormed.isCommit("abc") && !WellFormed.isCommit(String(repeating: "A", count: 40)))
    }
}
