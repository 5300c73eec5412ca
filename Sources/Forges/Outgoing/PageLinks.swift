package import RunModel

/// Where the pages of runs and sweeps are; nil where the service has no public address.
package struct PageLinks: Sendable {
    package var run: @Sendable (RunID) -> String?
    package var sweep: @Sendable (SweepID) -> String?

    package init(run: @escaping @Sendable (RunID) -> String?, sweep: @escaping @Sendable (SweepID) -> String? = { _ in nil }) {
        self.run = run
        self.sweep = sweep
    }

    package static let none = PageLinks { _ in nil }
}
