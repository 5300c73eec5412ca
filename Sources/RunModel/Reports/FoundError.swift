/// The line of a program's output that says what went wrong.
package struct FoundError: Sendable, Equatable {
    /// Among the lines that were looked at.
    package var index: Int
    /// Without colours and what is hidden.
    package var line: String

    /// nil where no line looks like an error. A cause beats what merely tells that something failed (DVC's own `ERROR: failed to
    /// reproduce`, which always comes later), and the last cause beats those that it followed from.
    package init?(in lines: [String]) {
        var best: (rank: Int, index: Int, line: String)?
        var inTraceback = false
        for (index, raw) in lines.enumerated() {
            let line = OutputLine.plain(raw)
            var rank = Self.rank(line)
            if line.contains("Traceback (most recent call last)") {
                inTraceback = true
                rank = 0
            } else if inTraceback, let first = line.first, first != " ", first != "\t" {
                // The first line that is not indented is the exception's (Python's traceback module).
                inTraceback = false
                rank = 3
            }
            guard rank > 0, rank >= best?.rank ?? 0 else { continue }
            best = (rank, index, line)
        }
        guard let best else { return nil }
        index = best.index
        line = best.line.split(separator: " ", omittingEmptySubsequences: false).drop { $0.isEmpty }.joined(separator: " ")
    }

    /// 3: a cause; 2: a program's word that it failed; 1: something about an error; 0: nothing.
    private static func rank(_ line: String) -> Int {
        if causes.contains(where: line.contains) || line == "Killed" || line.hasSuffix(": Killed") || isException(line) { return 3 }
        let low = line.lowercased()
        if low.hasPrefix("error") || low.hasPrefix("fatal") || low.contains(": error:") || low.hasPrefix("panic:") { return 2 }
        return low.contains("error") ? 1 : 0
    }

    /// As the kernel, libc, shells, Python and CUDA put them.
    private static let causes = [
        "No space left on device", "CUDA out of memory", "Out of memory", "oom-kill", "exceeded memory limit", "Cannot allocate memory",
        "command not found", ": not found", "Permission denied", "No such file or directory", "Segmentation fault", "Bus error",
        "core dumped", "CUDA error", "Disk quota exceeded", "Connection refused", "Name or service not known",
    ]

    /// `ValueError: …`, `torch.cuda.OutOfMemoryError: …`, or the bare name.
    private static func isException(_ line: String) -> Bool {
        let name = line.prefix { $0 != ":" }
        guard name.hasSuffix("Error") || name.hasSuffix("Exception") || name == "KeyboardInterrupt", name.count <= 100 else { return false }
        // DVC's log has `ERROR`, and prose has blanks.
        return name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "_") }
            && name.split(separator: ".").last?.first?.isUppercase == true && name != "Error"
    }
}
