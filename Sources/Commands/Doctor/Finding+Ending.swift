/// What a command that only looks answers.
private struct FindingsAnswer: Encodable {
    let ok: Bool
    let findings: [Finding]
}

extension [Finding] {
    /// Prints all of them, and ends with 1 where one is an error.
    func end(json: Bool) throws {
        let isGood = !contains { $0.level == .error }
        if json {
            try Output.json(FindingsAnswer(ok: isGood, findings: self))
        } else {
            show()
        }
        if !isGood { throw Exit.failed.code }
    }

    private func show() {
        let terminal = Terminal(.output)
        let width = map(\.check.count).max() ?? 0
        for finding in self {
            let mark =
                switch finding.level {
                case .ok: terminal.good("✓")
                case .warning: terminal.warm("!")
                case .error: terminal.bad("✗")
                }
            let name = finding.check + String(repeating: " ", count: width - finding.check.count)
            terminal.line("\(mark) \(name)  \(Terminal.plain(finding.message))")
            if !finding.remedy.isEmpty { terminal.line("  \(String(repeating: " ", count: width))  \(terminal.dim(finding.remedy))") }
        }
    }
}
