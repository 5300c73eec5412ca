import Foundation
import RunModel

/// Which leftovers go: a function of their ages and sizes, of the settings and of the time.
struct LeftoverRules: Sendable {
    let keep: KeepSettings
    let now: Date

    /// What goes, kind by kind, the oldest first. What has a reason to stay, or no known age, never does.
    func garbage(among leftovers: [Leftover]) -> [Garbage] {
        Leftover.Kind.allCases.flatMap { kind in
            let those = leftovers.filter { $0.kind == kind }.sorted { Self.order($0) < Self.order($1) }
            switch kind {
            case .work:
                let old = over(keep.workSeconds, those, "keep.work")
                let young = those.filter { one in !old.contains { $0.leftover == one } }
                return old + beyond(keep.failedGiB, young, "keep.failed_gib")
            case .log: return over(keep.logsSeconds, those, "keep.logs")
            case .repetition: return those.map { Garbage(leftover: $0, why: "`bunsen reproduce` was killed") }
            case .cache: return keep.cacheGiB.map { beyond($0, those, "keep.cache_gib") } ?? []
            case .environment: return over(keep.environmentsSeconds, those, "keep.environments")
            case .claim: return those.filter { age($0).map { $0 > 0 } ?? false }.map { Garbage(leftover: $0, why: "its lease has ended") }
            case .experiment: return keep.experimentsSeconds.map { over($0, those, "keep.experiments") } ?? []
            case .result, .plots: return over(max(keep.resultsSeconds, KeepSettings.leastResultsSeconds), those, "keep.results")
            }
        }
    }

    /// Seconds; nil for what must stay.
    private func age(_ leftover: Leftover) -> Double? {
        guard leftover.hold == nil, let since = leftover.since else { return nil }
        return now.timeIntervalSince(since)
    }

    private func over(_ seconds: Int, _ leftovers: [Leftover], _ key: String) -> [Garbage] {
        leftovers.filter { age($0).map { $0 > Double(seconds) } ?? false }
            .map { Garbage(leftover: $0, why: "older than \(key), \(DurationText.text(seconds: seconds))") }
    }

    /// As many of the oldest as it takes for the rest to be within the limit; what must stay counts too.
    private func beyond(_ gib: Int, _ leftovers: [Leftover], _ key: String) -> [Garbage] {
        var total = leftovers.reduce(0) { $0 + ($1.bytes ?? 0) }
        var garbage: [Garbage] = []
        for leftover in leftovers where age(leftover) != nil && total > gib << 30 {
            total -= leftover.bytes ?? 0
            garbage.append(Garbage(leftover: leftover, why: "more than \(key), \(gib) GiB"))
        }
        return garbage
    }

    /// By name where two are of one age, so that two who look decide alike.
    private static func order(_ leftover: Leftover) -> (Date, String) { (leftover.since ?? .distantFuture, leftover.name) }
}
