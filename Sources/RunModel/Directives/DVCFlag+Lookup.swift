extension DVCFlag {
    package enum Match: Equatable {
        case flag(DVCFlag)
        /// A flag of the other command.
        case misplaced(DVCFlag)
        /// Shortened so far that all of these fit.
        case ambiguous([String])
        case none
    }

    /// What `--NAME` means; a long flag may be shortened to any beginning that fits no other, as Python's argparse, which
    /// DVC uses, allows (`allow_abbrev`). A flag in full goes before all that it begins.
    package static func long(_ name: String, experiment: Bool) -> Match {
        let own = known.filter { $0.belongs(to: experiment) }
        let others = known.filter { !$0.belongs(to: experiment) }
        if let flag = own.first(where: { $0.long == name }) { return .flag(flag) }
        if let flag = others.first(where: { $0.long == name }) { return .misplaced(flag) }
        if let flag = foreign.first(where: { $0.long == name }) { return .flag(flag) }
        let fitting = own.filter { $0.long.hasPrefix(name) }
        if fitting.count > 1 { return .ambiguous(fitting.map(\.long)) }
        if let flag = fitting.first { return .flag(flag) }
        if let flag = others.first(where: { $0.long.hasPrefix(name) }) { return .misplaced(flag) }
        if let flag = foreign.first(where: { $0.long.hasPrefix(name) }) { return .flag(flag) }
        return .none
    }

    package static func short(_ letter: Character, experiment: Bool) -> Match {
        let letter = letter == "M" ? "m" : letter
        guard let flag = (known + foreign).first(where: { $0.short == letter }) else { return .none }
        return flag.belongs(to: experiment) ? .flag(flag) : .misplaced(flag)
    }

    /// The flag that a text no flag begins with most likely means.
    package static func nearest(to text: String, experiment: Bool) -> String? {
        let usable = known.filter { !$0.isRefused }
        let own = usable.filter { $0.belongs(to: experiment) } + usable.filter { !$0.belongs(to: experiment) }
        // `-force`: one dash too few.
        if text.hasPrefix("-"), own.contains(where: { $0.long == "-\(text)" }) { return "-\(text)" }
        guard text.hasPrefix("--") else { return nil }
        let near = NearestName.of(text, among: own.map(\.long) + ["--params"])
        return near == "--params" ? "--set-param" : near
    }
}
