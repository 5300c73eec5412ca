/// A part of a list, as the query asks for it.
struct ForgePage<Item> {
    let items: [Item]
    let page: Int
    let size: Int
    let total: Int

    /// - Parameter size: the query's name for the number of items a page.
    init(_ all: [Item], _ call: ForgeCall, size name: String, standard: Int, most: Int) {
        page = max(1, call.asked("page") ?? 1)
        size = min(most, max(1, call.asked(name) ?? standard))
        total = all.count
        items = Array(all.dropFirst((page - 1) * size).prefix(size))
    }

    var pages: Int { max(1, (total + size - 1) / size) }
    var next: Int? { page < pages ? page + 1 : nil }

    /// The address of another page of what was called.
    func address(_ number: Int, _ call: ForgeCall, origin: String, size name: String) -> String {
        let query = call.query.merging(
            ["page": "\(number)", name: "\(size)"], uniquingKeysWith: { $1 })
        let parts = query.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.escaped($0.value))" }
        return "\(origin)\(call.path)?\(parts.joined(separator: "&"))"
    }

    /// RFC 8288, as GitHub, GitLab and Gitea write it.
    func link(_ call: ForgeCall, origin: String, size name: String) -> [(name: String, value: String)] {
        var parts: [String] = []
        func add(_ number: Int, _ relation: String) {
            parts.append("<\(address(number, call, origin: origin, size: name))>; rel=\"\(relation)\"")
        }
        if page > 1 { add(page - 1, "prev") }
        if let next { add(next, "next") }
        if next != nil { add(pages, "last") }
        if page > 1 { add(1, "first") }
        return parts.isEmpty ? [] : [("link", parts.joined(separator: ", "))]
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let character = Character(UnicodeScalar(byte))
            return byte < 128 && (character.isLetter || character.isNumber || "-._~".contains(character))
                ? String(character)
                : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
