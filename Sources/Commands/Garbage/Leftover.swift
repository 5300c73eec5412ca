import Foundation
import RunModel

/// Something that a run has left behind, with all that decides whether it stays.
struct Leftover: Sendable, Equatable {
    enum Kind: String, Sendable, Encodable, CaseIterable {
        case work, log, repetition, cache, environment, claim, experiment, result, plots
    }

    enum Place: Sendable, Hashable {
        case run(RunID)
        /// A directory of `STATE/repetitions`, by name.
        case repetition(String)
        /// A directory of `STATE/cache`, by name.
        case cache(String)
        /// A directory of `STATE/cache/environments`, by name.
        case environment(String)
        /// A ref of a project's repository, as it was seen.
        case ref(project: String, ref: String, sha: CommitSHA)
    }

    let kind: Kind
    let place: Place
    /// Bytes on this machine's disk; nil for what is elsewhere.
    var bytes: Int?
    /// From when its time counts: the run's end, the last use, the end of the lease. Nil where that is not known.
    var since: Date?
    /// Why it must stay, however old it is.
    var hold: String?

    var name: String {
        switch place {
        case .run(let id): id.text
        case .repetition(let name), .cache(let name), .environment(let name): name
        case .ref(_, let ref, _): ref
        }
    }

    var project: String? {
        if case .ref(let project, _, _) = place { project } else { nil }
    }
}

/// A leftover that goes, and why.
struct Garbage: Sendable, Equatable {
    let leftover: Leftover
    let why: String
}
