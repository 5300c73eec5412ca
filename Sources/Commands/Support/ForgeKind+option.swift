import RunModel

extension ForgeKind {
    /// What `--forge` says.
    static func option(_ text: String) throws(CommandFailure) -> ForgeKind {
        guard let kind = ForgeKind(rawValue: text) else {
            throw CommandFailure(
                .usage, code: "unknown_forge", "--forge “\(Terminal.plain(text))” is no kind of forge.",
                remedy: "One of: \(ForgeKind.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return kind
    }
}
