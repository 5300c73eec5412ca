import RunModel

/// One ref of a push, as every forge tells it in the end: what it was, and what it is now.
struct PushedRef {
    enum Kind { case branch, tag, other }

    var kind: Kind
    /// The short name.
    var name: String
    /// Nil, or as many zeros as a name has digits, where the ref was not there.
    var before: String?
    var after: String?

    /// - Parameter ref: the full name.
    init(ref: String, before: String?, after: String?) {
        // By bytes: as characters, a slash and an accent after it are another thing than a slash.
        if ref.utf8.starts(with: Self.heads) {
            kind = .branch
            name = String(decoding: ref.utf8.dropFirst(Self.heads.count), as: UTF8.self)
        } else {
            kind = ref.utf8.starts(with: "refs/tags/".utf8) ? .tag : .other
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

    private static var heads: String.UTF8View { "refs/heads/".utf8 }

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
            guard let branch = BranchName(name), let head = after.flatMap({ CommitSHA($0) }) else {
                return .ignored("bad-ref")
            }
            guard !Self.isNone(before) else { return .head(branch, before: nil, after: head) }
            guard let former = before.flatMap({ CommitSHA($0) }) else { return .ignored("bad-ref") }
            return .head(branch, before: former, after: head)
        }
    }

    private static func isNone(_ sha: String?) -> Bool {
        guard let digits = sha?.utf8 else { return true }
        return (digits.count == 40 || digits.count == 64)
            && digits.allSatisfy { $0 == UInt8(ascii: "0") }
    }
}
