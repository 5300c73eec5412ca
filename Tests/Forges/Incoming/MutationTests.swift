import Forges
import Foundation
import RunModel
import TestKit
import Testing

/// Payloads that were damaged at random: a reading may fail, and must not crash, nor give a push that is none.
@Suite("Damaged deliveries")
struct MutationTests {
    /// A small generator that gives the same damage for the same seed (Steele, Lea, Flood: splitmix64).
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return z ^ (z >> 31)
        }
    }

    private static func payloads() throws -> [(kind: ForgeKind, headers: [String: String], body: Data)] {
        let sha = try #require(CommitSHA(String(repeating: "a", count: 40)))
        let own = try ForgeKind.allCases.map { kind in
            let push = try SignedPush(kind, sha: sha, message: "Try\n\n:ACME_RUN:", secret: "s")
            return (kind, push.headers, push.body)
        }
        return own + SharedVectors.samples.map { ($0.expected.forge, $0.expected.headers, $0.body) }
    }

    private static func damaged(_ body: Data, _ other: Data, _ random: inout Seeded) -> Data {
        var bytes = Array(body)
        for _ in 0...Int.random(in: 0..<6, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let length = min(Int.random(in: 1..<40, using: &random), bytes.count - place)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.removeSubrange(place..<place + length)
            case 2: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
            case 3: bytes.insert(contentsOf: other.prefix(length), at: place)
            case 4: bytes = Array(bytes.prefix(place))
            default:
                bytes.insert(
                    contentsOf: Array(["null", "[]", "{}", "-1", "\"\\u0000\"", "1e400"].randomElement(using: &random) ?? "").flatMap {
                        String($0).utf8
                    }, at: place)
            }
        }
        return Data(bytes)
    }

    @Test("never crash, and give no push that is none", .timeLimit(.minutes(5)))
    func damage() throws {
        let rounds = ProcessInfo.processInfo.environment["BUNSEN_MUTATIONS"].flatMap { Int($0) } ?? 1000
        let seed = ProcessInfo.processInfo.environment["BUNSEN_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0...UInt64.max)
        let payloads = try Self.payloads()
        var random = Seeded(state: seed)
        var read = 0
        for round in 0..<rounds {
            let (kind, headers, body) = payloads[round % payloads.count]
            let other = payloads[Int.random(in: 0..<payloads.count, using: &random)].body
            let delivery = Delivery(headers: headers.map { (name: $0.key, value: $0.value) }, body: Self.damaged(body, other, &random))
            guard let content = try? Webhooks.format(of: kind).read(delivery) else { continue }
            read += 1
            for push in content.pushes {
                #expect(BranchName(push.branch.text) != nil && CommitSHA(push.after.text) != nil, "BUNSEN_SEED=\(seed) round \(round)")
                #expect(push.created == (push.before == nil), "BUNSEN_SEED=\(seed) round \(round)")
            }
        }
        #expect(read > 0, "BUNSEN_SEED=\(seed): nothing was read at all, so nothing was tried")
    }
}
