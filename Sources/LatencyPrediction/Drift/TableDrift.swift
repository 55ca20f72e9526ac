import Architectures
import Foundation
import LinearAlgebra
import Statistics

/// How much slower or faster than usual a machine was while each latency of its table was measured.
///
/// Published tables were measured in the order of the published index, and an architecture has no
/// say in its index: what neighbours leave of an additive model in common is the machine's clock, its
/// temperature or its other guests. Drift is the running median of the logarithmic residuals over
/// the neighbours of a cell, itself left out, so that a cell's own error never excuses it.
package struct TableDrift: Sendable {
    /// Natural logarithms of the factors, by `Architecture/code`; 0 where the table has no latency.
    package let logFactors: [Double]

    /// Cells whose residuals a median is of, the cell itself between them left out.
    private static let window = 101
    /// Fewer latencies than as many windows show no drift.
    private static let leastWindows = 3
    /// Drift that leaves more than this part of the median absolute residual is none: shuffled, a
    /// table keeps all of it.
    private static let largestRemainder = 0.97
    /// A gain below this is rounding.
    private static let smallestGain = 1e-4

    /// Finds the drift of a table.
    /// - Returns: Nil where none shows: the table is small, or was measured in another order.
    /// - Throws: ``LatencyPredictionError/undetermined(estimator:reason:)``.
    package init?(of table: ObjectiveTable, features: CellFeatures) throws {
        do {
            try self.init(of: table, features: TransferFeatures(features))
        } catch let error as LinearAlgebraError {
            throw LatencyPredictionError.undetermined(
                estimator: "additive model", reason: error.description)
        }
    }

    /// Finds the drift of a table by the view of ``TransferDeviceFit`` that explains it best.
    /// - Returns: Nil where none shows: the table is small, or was measured in another order.
    /// - Throws: `LinearAlgebraError`.
    init?(of table: ObjectiveTable, features: TransferFeatures) throws {
        let order = TransferDeviceFit.order(of: features.space)
        guard
            let fit = try TransferDeviceFit(
                table: table, operatorLatencies: nil, features: features, order: order)
        else { return nil }
        self.init(
            logResiduals: fit.logResiduals(of: table, features: features), space: features.space)
    }

    /// - Parameter logResiduals: log (latency / expected latency), by code; NaN where there is none.
    init?(logResiduals: [Double], space: SearchSpace) {
        // In the order of an enumeration, neighbours are alike.
        let places = space.architectures.map { space.publishedIndex(of: $0) }
        guard places != Array(places.indices) else { return nil }
        let known = places.indices.filter { logResiduals[$0].isFinite }
            .sorted { places[$0] < places[$1] }
        guard known.count >= Self.leastWindows * Self.window else { return nil }
        // What all cells share is no drift.
        let middle = median(known.map { logResiduals[$0] })
        let residuals = known.map { logResiduals[$0] - middle }
        let medians = RunningMedian.ofOthers(residuals, window: Self.window)
        let before = median(residuals.map { abs($0) })
        let after = median(zip(residuals, medians).map { abs($0 - $1) })
        guard after < Self.largestRemainder * before, before - after > Self.smallestGain
        else { return nil }
        var factors = [Double](repeating: 0, count: logResiduals.count)
        for (code, factor) in zip(known, medians) { factors[code] = factor }
        logFactors = factors
    }

    /// The table as it would have been at the machine's usual speed.
    package func removed(from table: ObjectiveTable) -> ObjectiveTable {
        ObjectiveTable(
            quantity: table.quantity,
            values: zip(table.values, logFactors).map { $0 * exp(-$1) })
    }
}

/// Medians of the neighbours of each number of a sequence.
enum RunningMedian {
    /// The median of the numbers around each one, itself left out; at the ends, the window stays as
    /// long and moves inwards.
    /// - Parameter window: Numbers around and including each; odd, at most as many as there are.
    /// - Complexity: O(numbers × window).
    static func ofOthers(_ values: [Double], window: Int) -> [Double] {
        precondition(window > 2 && window <= values.count, "a window of neighbours")
        var sorted = values.prefix(window).sorted()
        var start = 0
        return values.indices.map { index in
            let wanted = min(max(0, index - window / 2), values.count - window)
            while start < wanted {
                sorted.remove(at: place(of: values[start], in: sorted))
                let next = values[start + window]
                sorted.insert(next, at: place(of: next, in: sorted))
                start += 1
            }
            let own = place(of: values[index], in: sorted)
            // The two in the middle of the others, whose count is even.
            let lower = window / 2 - 1
            func other(_ rank: Int) -> Double { sorted[rank < own ? rank : rank + 1] }
            return (other(lower) + other(lower + 1)) / 2
        }
    }

    /// Where the first number stands that is not below a value.
    private static func place(of value: Double, in sorted: [Double]) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
