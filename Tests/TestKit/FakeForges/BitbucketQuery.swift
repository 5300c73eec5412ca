/// Bitbucket's `q`, as far as clients of pull requests need it: `field = "value"`, joined by AND.
///
/// https://developer.atlassian.com/cloud/bitbucket/rest/intro/#filtering
struct BitbucketQuery {
    private var wanted: [(field: String, value: String)] = []

    /// Nil for what is no such query.
    init?(_ text: String) {
        var rest = Substring(text)
        func skipBlanks() { rest = rest.drop(while: { $0 == " " }) }
        skipBlanks()
        while !rest.isEmpty {
            let field = rest.prefix(while: { $0.isLetter || $0 == "." || $0 == "_" })
            rest = rest.dropFirst(field.count)
            skipBlanks()
            guard Self.fields.contains(String(field)), rest.first == "=" else { return nil }
            rest = rest.dropFirst()
            skipBlanks()
            guard rest.first == "\"" else { return nil }
            var value = ""
            var isEscaped = false
            rest = rest.dropFirst()
            while let character = rest.first, isEscaped || character != "\"" {
                if character == "\\", !isEscaped {
                    isEscaped = true
                } else {
                    value.append(character)
                    isEscaped = false
                }
                rest = rest.dropFirst()
            }
            guard rest.first == "\"" else { return nil }
            rest = rest.dropFirst()
            wanted.append((String(field), value))
            skipBlanks()
            guard !rest.isEmpty else { return }
            guard rest.prefix(4).uppercased() == "AND " else { return nil }
            rest = rest.dropFirst(4)
            skipBlanks()
            guard !rest.isEmpty else { return nil }
        }
    }

    private static let fields = [
        "state", "source.branch.name", "source.repository.full_name", "destination.branch.name",
    ]

    var asksForState: Bool { wanted.contains { $0.field == "state" } }

    func fits(_ pull: FakePull, state: String) -> Bool {
        wanted.allSatisfy { field, value in
            switch field {
            case "state": value == state
            case "source.branch.name": value == pull.branch
            case "source.repository.full_name": value == pull.from
            default: value == pull.target
            }
        }
    }
}
