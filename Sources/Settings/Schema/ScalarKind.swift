/// A kind of value that is one piece of text: how it is read, written and described.
struct ScalarKind<Value: Sendable>: Sendable {
    /// What is allowed, for messages and the reference.
    let allowed: String
    /// Written without quotes.
    var isBare = false
    let parse: @Sendable (String, PathRules) throws(Complaint) -> Value
    let text: @Sendable (Value) -> String

    init(
        allowed: String, isBare: Bool = false, text: @escaping @Sendable (Value) -> String,
        parse: @escaping @Sendable (String, PathRules) throws(Complaint) -> Value
    ) {
        self.allowed = allowed
        self.isBare = isBare
        self.text = text
        self.parse = parse
    }
}

extension ScalarKind {
    /// For kinds that need no more words than “X is not a Y”.
    init(
        _ noun: String, allowed: String, isBare: Bool = false, text: @escaping @Sendable (Value) -> String,
        read: @escaping @Sendable (String) -> Value?
    ) {
        self.init(allowed: allowed, isBare: isBare, text: text) { (input, _) throws(Complaint) in
            guard let value = read(input) else { throw Complaint("\(Echo.quoted(input)) is not \(noun)") }
            return value
        }
    }
}

extension ScalarKind where Value == String {
    /// Text that is taken as it stands, if it passes.
    init(_ noun: String, allowed: String, accepts: @escaping @Sendable (String) -> Bool) {
        self.init(noun, allowed: allowed, text: { $0 }, read: { accepts($0) ? $0 : nil })
    }
}
