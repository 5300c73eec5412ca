extension Run {
    /// Takes the branches of a run that asks for the same. One that has ended well is opened again, to publish there too.
    ///
    /// - Returns: whether a branch is new.
    package mutating func join(_ other: Run) throws(UnlawfulChange) -> Bool {
        let joining = other.branches.filter { !branches.contains($0) }
        if joining.isEmpty { return false }
        branches += joining
        if state.isGood {
            let names = joining.map(\.text).joined(separator: ", ")
            try move(to: .accepted, at: other.acceptedAt, because: "branch \(names) joined")
            cancelRequested = false
            startOver()
        }
        return true
    }
}
