import RunModel

/// Finds what was probably meant.
enum Nearest {
    /// The candidate that is the word with a few letters wrong, else one that begins with it or that it begins with
    /// (`memory`, `memory_mib`). Case, `-` and `_` do not count.
    static func match(for word: String, among candidates: [String]) -> String? {
        let folded = fold(word)
        guard !folded.isEmpty else { return nil }
        let names = candidates.map { (name: $0, folded: fold($0)) }
        if let near = NearestName.of(folded, among: names.map(\.folded)) {
            return names.first { $0.folded == near }?.name
        }
        return names.first { min($0.folded.utf8.count, folded.utf8.count) >= 3 && begin($0.folded, folded) }?.name
    }

    private static func begin(_ a: String, _ b: String) -> Bool { a.hasPrefix(b) || b.hasPrefix(a) }

    private static func fold(_ word: String) -> String {
        word.lowercased().filter { $0 != "_" && $0 != "-" }
    }
}
