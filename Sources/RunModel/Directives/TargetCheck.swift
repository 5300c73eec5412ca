/// Whether DVC can take an argument for a target: the name of a stage in `dvc.yaml`, `GROUP@KEY` for one made by
/// `foreach` or `matrix`, `DIR/dvc.yaml`, `DIR/dvc.yaml:STAGE`, a `.dvc` file, or with `-R` a directory.
/// Whether it is there is not known here.
/// Source: `parse_target` in dvc/utils/__init__.py. An output's path is no target for DVC 3 ("Stage … not found").
struct TargetCheck {
    let glob: Bool
    let recursive: Bool
    let experiment: Bool

    func problem(with target: String) -> ArgumentProblem? {
        let bytes = Array(target.utf8)
        if bytes.isEmpty { return ArgumentProblem(.badTarget, "An empty argument is no target.") }
        if target == "--" || target == "-" { return ArgumentProblem(.badTarget, "\(Diagnostic.quote(target)) is no target.") }
        if bytes.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
            return ArgumentProblem(.badTarget, "A target holds a control character.")
        }
        if target.hasPrefix("-"), bytes.contains(UInt8(ascii: " ")) {
            return ArgumentProblem(.badTarget, "\(Diagnostic.quote(target)) is one argument, because its blank is quoted; it is no target.")
        }
        return outside(target) ?? shellSyntax(target, bytes)
    }

    private func outside(_ target: String) -> ArgumentProblem? {
        // DVC ends the path at the last colon that a stage's name follows; every other reading is checked as well.
        let colon = UInt8(ascii: ":")
        let ends = target.utf8.indices.filter { target.utf8[$0] == colon } + [target.utf8.endIndex]
        for end in ends.prefix(8) + ends.suffix(1) {
            let path = String(decoding: target.utf8[..<end], as: UTF8.self)
            guard let why = RepositoryPath.problem(with: path) else { continue }
            return ArgumentProblem(.outsideRepository, "The target \(Diagnostic.quote(target)) lies outside the repository: \(why).")
        }
        return nil
    }

    private func shellSyntax(_ target: String, _ bytes: [UInt8]) -> ArgumentProblem? {
        if isMadeStage(bytes) { return nil }
        let operators = Array(";&|<>".utf8)
        let isPath = recursive || target.hasSuffix(".dvc") || target.hasSuffix("dvc.yaml")
        let isOnlyOperators = bytes.allSatisfy { operators.contains($0) }
        // A file may well be called `R&D (old).dvc`; a stage may not, as far as `dvc stage add` is asked.
        let expands = Array((isPath ? "$`" : "$`(){}").utf8)
        if isOnlyOperators || bytes.contains(where: expands.contains)
            || (!isPath && bytes.contains(where: operators.contains)) || target.hasPrefix("#")
        {
            return ArgumentProblem(
                .shellSyntax,
                "No shell reads these arguments, so DVC would look for a stage that is literally named \(Diagnostic.quote(target)).",
                withoutOperators(target))
        }
        if !glob, bytes.contains(where: { Array("*?".utf8).contains($0) }) {
            return ArgumentProblem(
                .shellSyntax, "\(Diagnostic.quote(target)) is a pattern, and no stage or file has such a name.",
                experiment ? nil : "--glob \(ArgumentText.quoted(target))")
        }
        return nil
    }

    /// `GROUP@KEY`: the key comes from the pipeline's data and may hold anything.
    private func isMadeStage(_ bytes: [UInt8]) -> Bool {
        let group = bytes.prefix { $0 != UInt8(ascii: "@") }
        guard group.count < bytes.count, !group.isEmpty else { return false }
        return group.allSatisfy { $0.isKeywordByte || $0 >= 0x80 || Array("./: ".utf8).contains($0) }
    }

    /// `train` for `train;`.
    private func withoutOperators(_ target: String) -> String? {
        let isOperator: (Character) -> Bool = { ";&|<>".contains($0) }
        var name = target.drop(while: isOperator)
        while let last = name.last, isOperator(last) { name.removeLast() }
        let isName = !name.isEmpty && name != target[...] && name.utf8.allSatisfy { $0.isKeywordByte || $0 >= 0x80 }
        return isName ? String(name) : nil
    }
}
