extension Failure {
    /// The last lines as they are shown: without colours, so many at most.
    package func shownLines(_ limit: Int) -> [String] { lastLines.suffix(limit).map(OutputLine.plain) }

    /// The line that says what went wrong, among all that were kept.
    package var foundError: FoundError? { FoundError(in: lastLines) }
}

extension RunID {
    /// The commands that look into a run that failed, and what each is for.
    package var lookCommands: [(command: String, purpose: String)] {
        [("bunsen runs open \(text)", "a shell where it has worked"), ("bunsen runs logs \(text)", "the whole log")]
    }
}

extension DataChange {
    /// `new`, `gone` or `changed`.
    package var word: String { before == nil ? "new" : after == nil ? "gone" : "changed" }

}

extension DataChange.Extent {
    /// `9.5 MiB`, `1.2 GiB, 300 files`; `?` where `dvc.lock` says nothing.
    package var text: String {
        let size = size.map(Figures.bytes)
        let files = files.map { Figures.count($0, "file") }
        return [size, files].compactMap { $0 }.isEmpty ? "?" : [size, files].compactMap { $0 }.joined(separator: ", ")
    }
}

extension Plots {
    /// The command that brings the drawings into a clone.
    package var command: String { "git fetch origin \(ref)" }
}
