#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension SweepDefinition {
    /// The same points for the same seed, none twice; fewer than `count` where there are no more different ones.
    static func points(_ draws: [Draw], count: Int, seed: UInt64) -> [(name: String?, axes: [ParameterAxis])] {
        var random = SplitMix(state: seed)
        var seen: Set<[String]> = []
        var points: [(name: String?, axes: [ParameterAxis])] = []
        for _ in 0..<(count * 20) where points.count < count {
            let values = draws.map { $0.value(&random) }
            guard seen.insert(values).inserted else { continue }
            points.append(
                (nil, zip(draws, values).map { ParameterAxis(file: $0.axis.file, key: $0.axis.key, values: [$1]) }))
        }
        return points
    }
}

extension SweepDefinition.Draw {
    fileprivate func value(_ random: inout SplitMix) -> String {
        guard let span else { return axis.values[Int(random.next() % UInt64(axis.values.count))] }
        let part = Double(random.next() >> 11) / 9_007_199_254_740_992
        if span.isWhole {
            let low = span.least.rounded()
            return "\(Int(low + (part * (span.most.rounded() - low + 1)).rounded(.down)))"
        }
        // Six digits: more say nothing, and mathematical libraries differ in the last ones.
        guard span.isLogarithmic else { return Figures.number(span.least + part * (span.most - span.least)) }
        return Figures.number(exp(log(span.least) + part * (log(span.most) - log(span.least))))
    }
}

/// A small generator whose numbers are the same on every machine and in every version.
/// Source: `SplittableRandom`, G. L. Steele, D. Lea and C. H. Flood, OOPSLA 2014.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
