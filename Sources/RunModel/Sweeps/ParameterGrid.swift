/// Every combination of the values that some parameters may have.
/// Source: `get_hydra_sweeps` in dvc/utils/hydra.py, and `BasicSweeper.split_arguments` of Hydra 1.3.
package struct ParameterGrid: Sendable, Equatable {
    /// In the order in which DVC goes through them: the last one changes fastest.
    package private(set) var axes: [ParameterAxis]

    package init(_ axes: [ParameterAxis]) {
        self.axes = []
        for axis in axes {
            // What is given again counts as the last one says, and keeps its place.
            if let place = self.axes.firstIndex(where: { $0.file == axis.file && $0.key == axis.key }) {
                self.axes[place] = axis
            } else {
                // Parameters of one file stay together.
                let place = self.axes.lastIndex { $0.file == axis.file }.map { $0 + 1 } ?? self.axes.count
                self.axes.insert(axis, at: place)
            }
        }
    }

    /// `Int.max` where there are more.
    package var count: Int {
        axes.reduce(1) { product, axis in
            let (next, overflow) = product.multipliedReportingOverflow(by: axis.values.count)
            return overflow ? .max : next
        }
    }

    /// The parameters with more than one value.
    package var varying: [ParameterAxis] { axes.filter { $0.values.count > 1 } }

    /// A combination by its number, from 0: the value of each axis.
    package subscript(number: Int) -> [String] {
        var rest = number
        return axes.reversed().map { axis in
            defer { rest /= axis.values.count }
            return axis.values[rest % axis.values.count]
        }.reversed()
    }
}
