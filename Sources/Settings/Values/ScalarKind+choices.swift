extension ScalarKind where Value == Bool {
    static let truth = ScalarKind(allowed: "true or false", isBare: true, text: { $0 ? "true" : "false" }) {
        (text, _) throws(Complaint) in
        switch text {
        case "true": return true
        case "false": return false
        default:
            let meant =
                switch text.lowercased() {
                case "true", "yes", "on", "y", "1": "true"
                case "false", "no", "off", "n", "0": "false"
                default: Nearest.match(for: text, among: ["true", "false"])
                }
            throw Complaint("\(Echo.quoted(text)) is neither true nor false", nearest: meant)
        }
    }
}

extension ScalarKind where Value: CaseIterable & RawRepresentable<String> {
    /// One of a few words.
    static var choice: ScalarKind {
        let words = Value.allCases.map(\.rawValue)
        return ScalarKind(allowed: words.joined(separator: ", "), isBare: true, text: { $0.rawValue }) {
            (text, _) throws(Complaint) in
            guard let value = Value(rawValue: text) else {
                throw Complaint(
                    "\(Echo.quoted(text)) is not one of these", nearest: Nearest.match(for: text, among: words))
            }
            return value
        }
    }
}
