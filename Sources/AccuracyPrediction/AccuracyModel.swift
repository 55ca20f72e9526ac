import Architectures
import Statistics

/// What turns one output of the bundled network into accuracies of one table.
package struct AccuracyModel: Sendable, Hashable, Codable {
    /// How far predictions were off; cells whose output is always zero are left out.
    package struct Errors: Sendable, Hashable, Codable {
        /// Kendall's τ-b of predictions and truth.
        package var kendall: Double
        /// The same over the better half of the cells by truth.
        package var kendallTopHalf: Double
        /// Root of the mean squared error in percentage points.
        package var rootMeanSquare: Double
        /// Mean absolute error in percentage points.
        package var meanAbsolute: Double

        /// Gathers errors, rounded to four digits.
        package init(
            kendall: Double, kendallTopHalf: Double, rootMeanSquare: Double, meanAbsolute: Double
        ) {
            self.kendall = rounded(kendall, digits: 4)
            self.kendallTopHalf = rounded(kendallTopHalf, digits: 4)
            self.rootMeanSquare = rounded(rootMeanSquare, digits: 4)
            self.meanAbsolute = rounded(meanAbsolute, digits: 4)
        }
    }

    /// The accuracies that it stands for.
    package var key: AccuracyKey
    /// From the network's output, plus ½, to percent.
    package var scale: AccuracyScale
    /// Standard deviation in percentage points of cells from the lowest predictions to the highest,
    /// in equal steps of level: 80 % of held-out errors are within 1.2816 of these.
    package var deviations: [Double]
    /// Accuracy of cells whose output is always zero, in percent.
    package var disconnectedPercent: Double
    /// Its standard deviation in percentage points.
    package var disconnectedDeviation: Double
    /// Errors on held-out cells, 10-fold.
    package var heldOut: Errors
    /// Errors of the same ten networks on the cells that they were fitted to.
    package var seen: Errors

    /// The standard deviation at a level: a line through ``deviations``, each in the middle of its
    /// step.
    func deviation(at level: Double) -> Double {
        let place = min(1, max(0, level)) * Double(deviations.count) - 0.5
        let below = min(deviations.count - 1, max(0, Int(place.rounded(.down))))
        let above = min(deviations.count - 1, below + 1)
        let share = min(1, max(0, place - Double(below)))
        return deviations[below] * (1 - share) + deviations[above] * share
    }
}
