package import RunModel

/// Who may see the page of a run: whoever has its signed link, and anybody at this machine. To all others no run exists.
package struct PageAccess: Sendable {
    package enum Verdict: Sendable, Equatable {
        /// The page of this run and of no other.
        case run(RunID)
        /// Any page, by any name that finds one.
        case any
        case refused
    }

    private let links: RunLinks

    package init(links: RunLinks) { self.links = links }

    /// - Parameters:
    ///   - name: the run as the path has it.
    ///   - signature: nil where the link has none; a wrong one is refused to everybody, so that who tries a link out sees what others see.
    package func verdict(name: String, signature: String?, caller: WebCaller) -> Verdict {
        guard let signature else { return caller.isLocal ? .any : .refused }
        guard let id = RunID(name), links.isValid(signature: signature, for: id) else {
            return .refused
        }
        return .run(id)
    }

    /// Whether the page of a sweep may be seen.
    package func mayShow(sweep id: SweepID, signature: String?, caller: WebCaller) -> Bool {
        guard let signature else { return caller.isLocal }
        return links.isValid(signature: signature, for: id)
    }

    /// Where a run is, for who sees the sweep that it is of.
    ///
    /// - Parameter isSigned: whether the sweep's own page was opened by a signed link.
    package func path(of run: RunID, isSigned: Bool) -> String {
        // Relative, because the service may be seen below another path.
        isSigned ? "..\(links.path(of: run))" : "../runs/\(run)"
    }
}
