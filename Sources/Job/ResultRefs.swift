import RunModel

/// Where Bunsen's own refs stand on the remote: hidden under `refs/bunsen`, or as branches where the forge refuses that.
struct ResultRefs: Sendable {
    var asBranches = false
    let key: RunKey

    private var root: String { asBranches ? "refs/heads/bunsen" : "refs/bunsen" }
    var result: String { "\(root)/result/\(key.short)" }
    var claim: String { "\(root)/claim/\(key.short)" }
    var plots: String { "\(root)/plots/\(key.short)" }
}
