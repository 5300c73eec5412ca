/// DVC's plots of two revisions, drawn; see `Driver/dvc_plots.py`. All of it is a repository's own: untrusted.
package struct DVCPlots: Sendable, Decodable {
    package struct Drawing: Sendable, Decodable {
        package let name: String
        package let svg: String
    }

    package let drawings: [Drawing]
    /// Pictures that stages have made, which are not drawn.
    package let images: [String]
    /// Drawn, and too large to be kept.
    package let large: [String]
    /// Not drawn any more: there are too many, or it took too long.
    package let rest: [String]
    package let errors: [DVCDiff.Problem]
    /// DVC's Python has no vl-convert.
    package let missing: Bool
}
