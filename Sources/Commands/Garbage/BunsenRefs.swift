import RunModel

/// Bunsen's own refs on a remote: hidden ones, or branches where the forge refuses those.
enum BunsenRefs {
    private static let roots = ["refs/bunsen", "refs/heads/bunsen"]
    static let patterns = roots.flatMap { ["\($0)/claim/*", "\($0)/result/*", "\($0)/plots/*"] }

    /// The first digits of the run's key that a ref carries; nil for any other ref, such as a user's branch of a similar name.
    static func digits(of ref: String, _ kind: Leftover.Kind) -> String? {
        for root in roots where ref.hasPrefix("\(root)/\(kind.rawValue)/") {
            let digits = String(ref.dropFirst(root.count + kind.rawValue.count + 2))
            let isKey = digits.utf8.count == 16 && digits.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
            return isKey ? digits : nil
        }
        return nil
    }

    static func isOwn(_ ref: String) -> Bool { [.claim, .result, .plots].contains { digits(of: ref, $0) != nil } }
}
