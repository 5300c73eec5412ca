import Foundation
import RunModel
import Testing

@testable import Commands

@Suite("What goes, by age and size")
struct LeftoverRulesTests {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)
    static let gib = 1 << 30

    /// Named by its age in days.
    private func work(_ days: Int, _ gib: Int = 1, hold: String? = nil) -> Leftover {
        leftover(.work, days, gib, hold: hold)
    }

    private func leftover(_ kind: Leftover.Kind, _ days: Int?, _ gib: Int = 0, hold: String? = nil) -> Leftover {
        Leftover(
            kind: kind, place: .cache("\(kind) \(days ?? -1)"), bytes: gib * Self.gib,
            since: days.map { Self.now - Double($0 * 86_400) - 1 }, hold: hold)
    }

    private func names(_ leftovers: [Leftover], _ keep: KeepSettings) -> [String] {
        LeftoverRules(keep: keep, now: Self.now).garbage(among: leftovers).map(\.leftover.name)
    }

    @Test func `work goes after its time, and the oldest of the rest until it is within the limit`() {
        let works = [work(0, 3), work(1, 3), work(2, 3), work(9, 50)]
        #expect(names(works, KeepSettings(workSeconds: 3 * 86_400, failedGiB: 20)) == ["work 9"])
        #expect(names(works, KeepSettings(workSeconds: 3 * 86_400, failedGiB: 9)) == ["work 9"])
        #expect(names(works, KeepSettings(workSeconds: 3 * 86_400, failedGiB: 8)) == ["work 9", "work 2"])
        #expect(names(works, KeepSettings(workSeconds: 3 * 86_400, failedGiB: 0)) == ["work 9", "work 2", "work 1", "work 0"])
        #expect(names(works, KeepSettings(workSeconds: 0)) == ["work 9", "work 2", "work 1", "work 0"])
    }

    @Test func `what somebody has open never goes, and its size counts`() {
        let works = [work(0, 3), work(1, 3), work(9, 50, hold: "somebody has it open")]
        #expect(names(works, KeepSettings(workSeconds: 86_400 * 3, failedGiB: 55)) == ["work 1"])
    }

    @Test func `each thing says which setting it goes by`() {
        let rules = LeftoverRules(keep: KeepSettings(workSeconds: 3 * 86_400, failedGiB: 2), now: Self.now)
        #expect(
            rules.garbage(among: [work(1, 3), work(9)]).map(\.why) == ["older than keep.work, 3d", "more than keep.failed_gib, 2 GiB"])
    }

    @Test func `caches have no limit unless one is set; then the least recently used go, but none that a run uses`() {
        let caches = [leftover(.cache, 0, 5), leftover(.cache, 300, 5), leftover(.cache, 400, 5, hold: "a run uses it")]
        #expect(names(caches, KeepSettings()) == [])
        #expect(names(caches, KeepSettings(cacheGiB: 15)) == [])
        #expect(names(caches, KeepSettings(cacheGiB: 14)) == ["cache 300"])
        #expect(names(caches, KeepSettings(cacheGiB: 0)) == ["cache 300", "cache 0"])
    }

    @Test func `experiments stay unless a setting ends them`() {
        let experiments = [leftover(.experiment, 89), leftover(.experiment, 90), leftover(.experiment, 400, hold: "a branch holds it")]
        #expect(names(experiments, KeepSettings()) == [])
        #expect(names(experiments, KeepSettings(experimentsSeconds: 90 * 86_400)) == ["experiment 90"])
    }

    @Test func `an environment goes when it was not used for its time, and none that a run uses`() {
        let environments = [leftover(.environment, 8), leftover(.environment, 9), leftover(.environment, 99, hold: "a run uses it")]
        #expect(names(environments, KeepSettings(environmentsSeconds: 9 * 86_400)) == ["environment 9"])
        #expect(names(environments, KeepSettings()) == [])
    }

    @Test func `a claim goes when its lease has ended, and not before`() {
        var live = leftover(.claim, 0)
        live.since = Self.now + 60
        #expect(names([live, leftover(.claim, 0), leftover(.claim, nil)], KeepSettings()) == ["claim 0"])
    }

    @Test func `a result stays for thirty days whatever the settings say, and for ever where its age is not known or nothing holds it`() {
        let results = [
            leftover(.result, 29), leftover(.result, 30), leftover(.result, nil), leftover(.result, 99, hold: "no branch holds it"),
        ]
        #expect(names(results, KeepSettings(resultsSeconds: 0)) == ["result 30"])
        #expect(names(results, KeepSettings(resultsSeconds: 60 * 86_400)) == [])
    }

    @Test func `logs go by their own time`() {
        #expect(names([leftover(.log, 9), leftover(.log, 11)], KeepSettings(logsSeconds: 10 * 86_400)) == ["log 11"])
    }

    @Test func `two that look at the same things decide alike`() {
        let twins = ["b", "a", "c"].map {
            Leftover(kind: .work, place: .cache($0), bytes: Self.gib, since: Self.now - 60)
        }
        for order in [twins, twins.reversed()] { #expect(names(order, KeepSettings(failedGiB: 1)) == ["a", "b"]) }
    }
}
