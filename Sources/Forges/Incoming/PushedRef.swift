import RunModel

/// One ref of a push, as every forge tells it in the end: what it was, and what it is now.
struct PushedRef {
    enum Kind { case branch, tag, other }

    var kind: Kind
    /// The short name.
    var name: String
    /// All zeros, or nil, where the ref was not there.
    var before: String?
    var after: String?

    /// - Parameter ref: the full name.
    init(ref: String, before: String?, after: String?) {
        if ref.hasPrefix("refs/heads/") {
            kind = .branch
            name = String(ref.dropFirst("refs/heads/".count))
        } else {
            kind = ref.hasPrefix("refs/tags/") ? .tag : .other
            name = ref
        }
        self.before = before
        self.after = after
    }

    init(kind: Kind, name: String, before: String?, after: String?) {
        self.kind = kind
        self.name = name
        self.before = before
        self.after = after
    }

    enum Reading {
        case ignored(String)
        case head(BranchName, before: CommitSHA?, after: CommitSHA)
    }

    var reading: Reading {
        let isGone = Self.isNone(after)
        switch kind {
        case .tag: return .ignored(isGone ? "tag-delete" : "tag")
        case .other: return .ignored("bad-ref")
        case .branch where isGone: return .ignored("delete")
        case .branch:
            guard let branch = BranchName(name), let head = after.flatMap({ CommitSHA($0) }) else { return .ignored("bad-ref") }
            guard !Self.isNone(before) else { return .head(branch, before: nil, after: head) }
            guard let former = before.flatMap({ CommitSHA($0) }) else { return .ignored("bad-ref") }
            return .head(branch, before: former, after: head)
        }
    }

    private static func isNone(_ sha: String?) -> Bool { sha?.utf8.allSatisfy { $0 == UInt8(ascii: "0") } ?? true }
}
