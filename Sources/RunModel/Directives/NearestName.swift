/// The known name that a misspelt one most likely means.
package enum NearestName {
    /// Nil if none is near: more than a third of the letters wrong is no spelling mistake. The first of equals wins.
    package static func of(_ name: String, among known: [String]) -> String? {
        // No name of ours is near this long; the work grows with the square of the length.
        guard name.utf8.count <= 64 else { return nil }
        let limit = max(1, name.filter { $0 != "-" }.count / 3)
        let measured = known.map { (name: $0, distance: distance(name, $0)) }
        return measured.min { $0.distance < $1.distance }.flatMap { $0.distance <= limit ? $0.name : nil }
    }

    /// The least number of insertions, deletions, replacements and swaps of neighbours that turn one into the other
    /// (optimal string alignment).
    package static func distance(_ from: String, _ to: String) -> Int {
        let a = Array(from)
        let b = Array(to)
        guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in 1...a.count {
            var row = [i]
            for j in 1...b.count {
                let replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                var best = min(replaced, last[j] + 1, row[j - 1] + 1)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, beforeLast[j - 2] + 1) }
                row.append(best)
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
